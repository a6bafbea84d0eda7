import type { QuestionSubmitRequest } from "../api/wire";

/** The question with the image, whose bytes have to be read first. Throws when they can't be. */
export async function withImage(question: QuestionSubmitRequest, image: File | null): Promise<QuestionSubmitRequest> {
  return image ? { ...question, image_base64: await base64Of(image), image_mime_type: image.type } : question;
}

/** A file's bytes in base64, without the `data:` prefix. */
function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).replace(/^data:[^,]*,/, ""));
    reader.onerror = () => reject(new Error("The image could not be read; attach it again."));
    reader.readAsDataURL(file);
  });
}

/**
 * Draws an image file, scaled down to fit, onto a canvas: unlike an <img>, that needs no blob: or data: address, which a
 * strict content policy forbids. Throws when the bytes are no image.
 */
export async function drawPreview(file: Blob, canvas: HTMLCanvasElement, longestSide: number): Promise<void> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}
