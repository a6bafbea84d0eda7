import { useId, type RefObject } from "react";
import { DropZone } from "../ui/DropZone";
import { formatBytes } from "../ui/format";

interface FileChooserProps {
  input: RefObject<HTMLInputElement | null>;
  file: File | null;
  onChoose: (file: File | undefined) => void;
}

/** Takes a file, picked or dropped. */
export function FileChooser({ input, file, onChoose }: FileChooserProps) {
  const id = useId();
  return (
    <DropZone className="drop-zone" onFile={onChoose}>
      <label htmlFor={id}>File</label>
      <input ref={input} id={id} type="file" onChange={(event) => onChoose(event.target.files?.[0])} />
      {file && (
        <p className="quiet">
          {file.name}, {formatBytes(file.size)}
        </p>
      )}
    </DropZone>
  );
}
