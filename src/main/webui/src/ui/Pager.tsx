interface PagerProps {
  /** From 1. */
  page: number;
  pages: number;
  onPage: (page: number) => void;
}

/** Turns the pages of a list that has its newest entries first. */
export function Pager({ page, pages, onPage }: PagerProps) {
  return (
    <nav className="pager" aria-label="Pages">
      <button className="button" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Newer
      </button>
      <span className="muted count">
        Page {page} of {pages}
      </span>
      <button className="button" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        Older
      </button>
    </nav>
  );
}
