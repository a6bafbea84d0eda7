import type { Page } from "../api/wire";

interface PagerProps {
  page: Page;
  /** Names the list for a screen reader. */
  label: string;
  onPage: (page: number) => void;
}

export function Pager({ page, label, onPage }: PagerProps) {
  if (page.total_pages <= 1) return null;
  const first = (page.page - 1) * page.page_size + 1;
  const last = Math.min(page.page * page.page_size, page.total_count);
  return (
    <nav className="pager" aria-label={label}>
      <button type="button" className="button small" disabled={page.page <= 1} onClick={() => onPage(page.page - 1)}>
        Previous
      </button>
      <span className="quiet">
        {first.toLocaleString("en")}–{last.toLocaleString("en")} of {page.total_count.toLocaleString("en")}
      </span>
      <button type="button" className="button small" disabled={page.page >= page.total_pages} onClick={() => onPage(page.page + 1)}>
        Next
      </button>
    </nav>
  );
}
