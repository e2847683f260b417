/** Sentences end in marks that are no part of an address. */
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/;

/** A message with its line breaks, and its addresses as links. */
export function MessageText({ text }: { text: string }) {
  return (
    <p className="message">
      {text.split(LINK).map((part, i) =>
        // What a split keeps of its pattern stands at the odd places.
        i % 2 === 1 ? (
          <a key={i} href={part} target="_blank" rel="noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
