import { useRef } from 'preact/hooks';

interface TabsProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly selected: string;
  /** Id of the element that shows the selected tab. */
  readonly panel: string;
  readonly onSelect: (name: string) => void;
}

/** A row of tabs. The arrow keys, Home and End select another one. */
export function Tabs({ label, names, selected, panel, onSelect }: TabsProps) {
  const row = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const index = names.indexOf(selected);
    const target = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1 + names.length,
      Home: 0,
      End: names.length - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = target % names.length;
    onSelect(names[next] ?? selected);
    (row.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={row}>
      {names.map((name) => (
        <button
          type="button"
          role="tab"
          key={name}
          id={`${panel}-tab-${name}`}
          aria-selected={name === selected}
          aria-controls={panel}
          tabIndex={name === selected ? 0 : -1}
          onClick={() => onSelect(name)}
          onKeyDown={move}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
