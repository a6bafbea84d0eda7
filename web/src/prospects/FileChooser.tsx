import { useId, useState, type RefObject } from "react";
import { formatBytes } from "../ui/format";

interface FileChooserProps {
  input: RefObject<HTMLInputElement | null>;
  file: File | null;
  onChoose: (file: File | undefined) => void;
}

/** Takes a file, picked or dropped. */
export function FileChooser({ input, file, onChoose }: FileChooserProps) {
  const [over, setOver] = useState(false);
  const id = useId();
  return (
    <div
      className={over ? "drop-zone over" : "drop-zone"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onChoose(event.dataTransfer.files[0]);
      }}
    >
      <label htmlFor={id}>File</label>
      <input ref={input} id={id} type="file" onChange={(event) => onChoose(event.target.files?.[0])} />
      {file && (
        <p className="quiet">
          {file.name}, {formatBytes(file.size)}
        </p>
      )}
    </div>
  );
}
