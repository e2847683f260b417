import { ConfirmDialog } from './ConfirmDialog';

interface CancelDialogProps {
  name: string;
  onKeep: () => void;
  onCancel: () => void;
}

export function CancelDialog({ name, onKeep, onCancel }: CancelDialogProps) {
  return (
    <ConfirmDialog
      title={`Cancel this run of ${name}?`}
      action="Cancel the run"
      keep="Keep running"
      onKeep={onKeep}
      onConfirm={onCancel}
    >
      <p>Steps that are done keep their results. The step that is running now stops where it is.</p>
    </ConfirmDialog>
  );
}
