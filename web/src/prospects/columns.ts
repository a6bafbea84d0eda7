// A first look at a file to be imported: its kind, and the names of its columns.

export type FileKind = "csv" | "json" | "jsonl";

export const CONTENT_TYPES: Record<FileKind, string> = {
  csv: "text/csv",
  json: "application/json",
  jsonl: "application/x-ndjson",
};

const KIND_BY_ENDING: Record<string, FileKind> = { csv: "csv", json: "json", jsonl: "jsonl", ndjson: "jsonl" };

/** The kind by the file's name, or null when it is none that can be imported. */
export function kindOf(fileName: string): FileKind | null {
  const ending = fileName.toLowerCase().split(".").pop() ?? "";
  return KIND_BY_ENDING[ending] ?? null;
}

/** The names of the columns, from the beginning of the file; empty when they can't be told from it. */
export function columnsIn(start: string, kind: FileKind): string[] {
  const text = start.replace(/^\uFEFF/, "");
  return kind === "csv" ? csvHeader(text) : keysOfFirst(text, kind);
}

/**
 * The first record's fields, quotes and all (RFC 4180), split by the delimiter that makes the most of them. Blank and
 * repeated names are told apart as the service tells them apart.
 */
function csvHeader(text: string): string[] {
  const told = /^sep=(.)\r?\n/i.exec(text);
  const body = told ? text.slice(told[0].length) : text;
  const fields = (told?.[1] ? [told[1]] : [",", ";", "\t", "|"])
    .map((delimiter) => firstRecord(body, delimiter))
    .reduce((best, next) => (next.length > best.length ? next : best));
  if (fields.every((field) => field.trim() === "")) return [];
  const taken = new Set<string>();
  fields.forEach((field, index) => {
    const wanted = field.trim() || `Column ${index + 1}`;
    let name = wanted;
    for (let count = 2; taken.has(name); count += 1) name = `${wanted} (${count})`;
    taken.add(name);
  });
  return [...taken];
}

function firstRecord(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field === "") quoted = true;
    else if (character === delimiter) {
      fields.push(field);
      field = "";
    } else if (character === "\n" || character === "\r") break;
    else field += character;
  }
  return [...fields, field];
}

function keysOfFirst(text: string, kind: FileKind): string[] {
  try {
    const value: unknown = JSON.parse(kind === "jsonl" ? (text.split("\n").find((line) => line.trim()) ?? "") : text);
    const rows = Array.isArray(value) ? value : Object.values(value as object).find(Array.isArray);
    const first: unknown = kind === "jsonl" ? value : rows?.[0];
    return typeof first === "object" && first !== null ? Object.keys(first) : [];
  } catch {
    return [];
  }
}
