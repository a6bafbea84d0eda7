import type { PersonaBase } from "../api/wire";

export function nameOf(persona: Pick<PersonaBase, "lead_id"> & Partial<PersonaBase>): string {
  return persona.full_name?.trim() || persona.lead_id;
}

/** Up to two letters to stand for a face. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s,.-]+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return (
    picked
      .map((word) => Array.from(word ?? "")[0] ?? "")
      .join("")
      .toUpperCase() || "?"
  );
}

/** The facts of a persona in one line: "42 · Nurse · Married". */
export function factsLine(persona: PersonaBase): string {
  const age = persona.age && /^\d+(\.0+)?$/.test(persona.age) ? `Age ${Number(persona.age)}` : persona.age;
  return [age, persona.occupation, persona.gender, persona.marital_status, persona.education_level, persona.annual_income]
    .filter(Boolean)
    .join(" · ");
}

/** The number of characters as the service counts them: code points, not UTF-16 units. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export function formatMoment(timestamp: string, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", ...(timeZone ? { timeZone } : {}) }).format(
    new Date(timestamp),
  );
}

export function formatTime(timestamp: string, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: "medium", ...(timeZone ? { timeZone } : {}) }).format(new Date(timestamp));
}

export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function formatDay(timestamp: string, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", ...(timeZone ? { timeZone } : {}) }).format(new Date(timestamp));
}
