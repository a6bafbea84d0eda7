import { useState, type ReactNode } from "react";

interface DropZoneProps {
  className: string;
  onFile: (file: File | undefined) => void;
  children: ReactNode;
}

/** Takes a file that is dropped on it, and shows that it would. */
export function DropZone({ className, onFile, children }: DropZoneProps) {
  const [over, setOver] = useState(false);
  return (
    <div
      className={over ? `${className} over` : className}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer.files[0]);
      }}
    >
      {children}
    </div>
  );
}
