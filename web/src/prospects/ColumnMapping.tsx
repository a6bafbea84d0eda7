interface ColumnMappingProps {
  columns: readonly string[];
  /** Column to field; a column that is not in it is left to the service. */
  mapping: Readonly<Record<string, string>>;
  onChange: (mapping: Readonly<Record<string, string>>) => void;
}

const FIELDS: readonly { value: string; name: string }[] = [
  { value: "lead_id", name: "Lead id" },
  { value: "full_name", name: "Full name" },
  { value: "lead_classification", name: "Classification (hot, warm, cold)" },
  { value: "age", name: "Age" },
  { value: "occupation", name: "Occupation" },
  { value: "gender", name: "Gender" },
  { value: "marital_status", name: "Marital status" },
  { value: "education_level", name: "Education" },
  { value: "annual_income", name: "Income" },
  { value: "notes", name: "Notes" },
  { value: "transcripts", name: "Transcripts" },
];

export function ColumnMapping({ columns, mapping, onChange }: ColumnMappingProps) {
  const set = (column: string, field: string) => {
    const { [column]: _, ...rest } = mapping;
    onChange(field ? { ...rest, [column]: field } : rest);
  };
  return (
    <details className="mapping" open={columns.length <= 12}>
      <summary>Where the columns go</summary>
      <p className="hint">Change only what the names do not tell.</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Column of the file</th>
            <th scope="col">Field of the prospect</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column}>
              <th scope="row">{column}</th>
              <td>
                <select
                  aria-label={`Field for ${column}`}
                  value={mapping[column] ?? ""}
                  onChange={(event) => set(column, event.target.value)}
                >
                  <option value="">Decide by the name</option>
                  {FIELDS.map(({ value, name }) => (
                    <option key={value} value={value}>
                      {name}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
