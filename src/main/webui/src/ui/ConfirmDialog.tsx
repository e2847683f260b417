import type { ReactNode } from 'react';
import { Dialog } from './Dialog';

interface ConfirmDialogProps {
  title: string;
  /** The word on the button that does it. */
  action: string;
  keep?: string;
  children: ReactNode;
  onKeep: () => void;
  onConfirm: () => void;
}

/** Asks before something is done that cannot be taken back; the harmless answer has the focus. */
export function ConfirmDialog({ title, action, keep = 'Cancel', children, onKeep, onConfirm }: ConfirmDialogProps) {
  return (
    <Dialog
      title={title}
      onClose={onKeep}
      actions={
        <>
          <button className="button" onClick={onKeep} autoFocus>
            {keep}
          </button>
          <button className="button danger" onClick={onConfirm}>
            {action}
          </button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
