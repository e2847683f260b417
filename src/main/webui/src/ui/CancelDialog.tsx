import { Dialog } from './Dialog';

interface CancelDialogProps {
  name: string;
  onKeep: () => void;
  onCancel: () => void;
}

export function CancelDialog({ name, onKeep, onCancel }: CancelDialogProps) {
  return (
    <Dialog
      title={`Cancel this run of ${name}?`}
      onClose={onKeep}
      actions={
        <>
          <button className="button" onClick={onKeep} autoFocus>
            Keep running
          </button>
          <button className="button danger" onClick={onCancel}>
            Cancel the run
          </button>
        </>
      }
    >
      <p>Steps that are done keep their results. The step that is running now stops where it is.</p>
    </Dialog>
  );
}
