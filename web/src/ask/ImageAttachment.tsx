import { useEffect, useId, useRef, useState } from "react";
import { DropZone } from "../ui/DropZone";
import { formatBytes } from "../ui/format";
import { useWorkspace } from "../workspace/workspace";
import { IMAGE_TYPES, imageProblem } from "../workspace/draft";
import { drawPreview } from "./imageFile";

const PREVIEW_SIDE = 640;

/** Picks an image to show with the question, and previews it. */
export function ImageAttachment() {
  const { me, draft, changeDraft } = useWorkspace();
  const [problem, setProblem] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const problemId = useId();
  const { image } = draft;

  useEffect(() => {
    if (!image || !canvas.current) return;
    let current = true;
    drawPreview(image, canvas.current, PREVIEW_SIDE).catch(() => {
      if (!current) return;
      setProblem("This file can't be shown as an image; attach another.");
      changeDraft({ type: "attach", image: null });
    });
    return () => {
      current = false;
    };
  }, [image, changeDraft]);

  const take = (file: File | undefined) => {
    if (!file) return;
    const reason = imageProblem(file);
    setProblem(reason ?? "");
    if (!reason) changeDraft({ type: "attach", image: file });
  };

  if (!me.sees_images) {
    return <p className="hint">The model in use can’t see images, so none can be attached.</p>;
  }
  return (
    <DropZone className="attachment" onFile={take}>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Image file"
        accept={IMAGE_TYPES.join(",")}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {image ? (
        <figure>
          <canvas ref={canvas} role="img" aria-label={`Preview of ${image.name}`} />
          <figcaption>
            <span className="quiet">
              {image.name}, {formatBytes(image.size)}
            </span>
            <button type="button" className="link-button" onClick={() => changeDraft({ type: "attach", image: null })}>
              Remove the image
            </button>
          </figcaption>
        </figure>
      ) : (
        <div className="row">
          <button type="button" className="button small" aria-describedby={problemId} onClick={() => input.current?.click()}>
            Attach an image
          </button>
          <span className="hint">PNG, JPEG, WebP or a still GIF, up to 10 MB</span>
        </div>
      )}
      <p id={problemId} className="field-problem" role="alert">
        {problem}
      </p>
    </DropZone>
  );
}
