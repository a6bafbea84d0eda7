import { queryOf, request } from "./client";
import type { ImportReport, LeadClassification, Prospect, ProspectIds, ProspectList } from "./wire";

/** The persona fields that a list can be narrowed by, beside the classification, and what people call them. */
export const FIELD_NAMES = {
  occupation: "Occupation",
  age: "Age",
  gender: "Gender",
  marital_status: "Marital status",
  education_level: "Education",
  annual_income: "Income",
  full_name: "Full name",
} as const;

export type FilterField = keyof typeof FIELD_NAMES;

export interface ProspectFilter {
  search: string;
  classifications: readonly LeadClassification[];
  /** Exact values, any case. */
  fields: Readonly<Partial<Record<FilterField, string>>>;
}

export const NO_FILTER: ProspectFilter = { search: "", classifications: [], fields: {} };

const parametersOf = (filter: ProspectFilter) => ({
  ...filter.fields,
  search: filter.search.trim(),
  lead_classification: filter.classifications,
});

export function listProspects(filter: ProspectFilter, page: number, pageSize: number, signal?: AbortSignal) {
  const query = queryOf({ ...parametersOf(filter), page, page_size: pageSize });
  return request<ProspectList>(`/prospects${query}`, { signal });
}

/** The ids of everyone the filter matches, for "select all". */
export function listProspectIds(filter: ProspectFilter) {
  return request<ProspectIds>(`/prospect-ids${queryOf(parametersOf(filter))}`);
}

const pathOf = (leadId: string) => `/prospects/${encodeURIComponent(leadId)}`;

export function getProspect(leadId: string, signal?: AbortSignal) {
  return request<Prospect>(pathOf(leadId), { signal });
}

export function deleteProspect(leadId: string) {
  return request<void>(pathOf(leadId), { method: "DELETE" });
}

/** What a person says of a file to import. */
export interface ImportWishes {
  /** What columns mean, as "Column=field". */
  maps: readonly string[];
  /** Blank where the service is to tell it. */
  encoding: string;
  delimiter: string;
  sheet: string;
  overwriteNames: boolean;
  anonymous: boolean;
}

const importPath = ({ maps, encoding, delimiter, sheet, overwriteNames, anonymous }: ImportWishes, dryRun: boolean) =>
  `/prospects/import${queryOf({
    map: maps,
    encoding,
    delimiter,
    sheet,
    overwrite_names: overwriteNames ? "true" : "",
    anonymous: anonymous ? "true" : "",
    dry_run: dryRun ? "true" : "",
  })}`;

// The service tells what a file is from its bytes.
const CONTENT_TYPE = "application/octet-stream";

/** What an import would do; nothing is stored. */
export function tryImport(file: Blob, wishes: ImportWishes, signal: AbortSignal) {
  return request<ImportReport>(importPath(wishes, true), { method: "POST", body: file, contentType: CONTENT_TYPE, signal });
}

export function importProspects(file: Blob, wishes: ImportWishes, headers: Record<string, string>) {
  return request<ImportReport>(importPath(wishes, false), { method: "POST", body: file, contentType: CONTENT_TYPE, headers });
}
