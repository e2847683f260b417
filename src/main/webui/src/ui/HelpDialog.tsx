import { Dialog } from './Dialog';

const KEYS: [string[], string][] = [
  [['/'], 'Search the log'],
  [['n', 'N'], 'Next and previous match'],
  [['f'], 'Follow the newest line, or stop following'],
  [['j', 'k'], 'Down and up in lists and in the log; arrow keys work too'],
  [['Enter'], 'Open what is selected'],
  [['?'], 'This help'],
  [['Esc'], 'Close, or leave the search'],
];

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      title="Keyboard"
      onClose={onClose}
      actions={
        <button className="button" onClick={onClose}>
          Close
        </button>
      }
    >
      <dl className="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
