interface ToggleGroupProps<T extends string> {
  label: string;
  options: readonly { value: T; name: string }[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}

/** Buttons that are each on or off; none on means no restriction. */
export function ToggleGroup<T extends string>({ label, options, chosen, onChange }: ToggleGroupProps<T>) {
  return (
    <div className="toggles" role="group" aria-label={label}>
      {options.map(({ value, name }) => {
        const on = chosen.includes(value);
        return (
          <button
            key={value}
            type="button"
            className={`toggle ${value}`}
            aria-pressed={on}
            onClick={() => onChange(on ? chosen.filter((one) => one !== value) : [...chosen, value])}
          >
            {name}
          </button>
        );
      })}
    </div>
  );
}
