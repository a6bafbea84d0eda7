// A prospect filter as part of the address, so that going back finds the same list.

import { FIELD_NAMES, type FilterField, type ProspectFilter } from "../api/prospects";
import type { LeadClassification } from "../api/wire";

export const CLASSIFICATIONS: readonly LeadClassification[] = ["hot", "warm", "cold"];

export const FIELDS = Object.keys(FIELD_NAMES) as FilterField[];

export function filterIn(query: URLSearchParams): ProspectFilter {
  const fields: Partial<Record<FilterField, string>> = {};
  for (const field of FIELDS) {
    const value = query.get(field)?.trim();
    if (value) fields[field] = value;
  }
  const wanted = query.getAll("class");
  return { search: query.get("search") ?? "", classifications: CLASSIFICATIONS.filter((one) => wanted.includes(one)), fields };
}

export function pageIn(query: URLSearchParams): number {
  const page = Number(query.get("page"));
  return Number.isInteger(page) && page > 0 ? page : 1;
}

export function queryFor(filter: ProspectFilter, page: number): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.search) query.set("search", filter.search);
  for (const one of filter.classifications) query.append("class", one);
  for (const field of FIELDS) if (filter.fields[field]) query.set(field, filter.fields[field]);
  if (page > 1) query.set("page", String(page));
  return query;
}

export function isFiltering(filter: ProspectFilter): boolean {
  return filter.search.trim() !== "" || filter.classifications.length > 0 || Object.keys(filter.fields).length > 0;
}
