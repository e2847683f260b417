import { Notice } from './Notice';

interface LoadFailureProps {
  /** Begins a sentence: "The invitations". */
  what: string;
  error: string;
  onRetry: () => Promise<void>;
}

/** A part of a page could not be had, while the rest of it works. */
export function LoadFailure({ what, error, onRetry }: LoadFailureProps) {
  return (
    <Notice
      tone="warn"
      title={`${what} could not be loaded.`}
      action={
        <button className="button" onClick={() => void onRetry()}>
          Try again
        </button>
      }
    >
      {error}
    </Notice>
  );
}
