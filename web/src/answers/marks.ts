// Parts of an answer's text that are marked: the telling quote, and words that go against the record.

export type MarkKind = "quote" | "contradiction";

export interface Segment {
  text: string;
  /** Null for plain text. */
  kind: MarkKind | null;
}

/**
 * The text cut into plain and marked parts; put together they are the text again. Where marks overlap the earlier in
 * `marks` wins, and words that the text does not contain are left out.
 */
export function markedSegments(text: string, marks: readonly { words: string; kind: MarkKind }[]): Segment[] {
  const kinds = new Array<MarkKind | null>(text.length).fill(null);
  for (const { words, kind } of [...marks].reverse()) {
    const start = words ? text.indexOf(words) : -1;
    if (start >= 0) kinds.fill(kind, start, start + words.length);
  }
  const segments: Segment[] = [];
  for (let start = 0, end = 0; start < text.length; start = end) {
    while (end < text.length && kinds[end] === kinds[start]) end += 1;
    segments.push({ text: text.slice(start, end), kind: kinds[start] ?? null });
  }
  return segments;
}
