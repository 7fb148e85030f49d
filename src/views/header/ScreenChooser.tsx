/** Chooses a link's title for the class, and the screen parts that it hides or locks. */
import { useId } from "react";
import { usePresentText } from "../../i18n/presentText.ts";
import type { LinkScreen, ScreenPart } from "../../store/state.ts";
import { ACTING, SHOWING } from "../screenParts.ts";
import styles from "./ScreenChooser.module.css";

interface ChooserProps {
  readonly screen: LinkScreen;
  readonly onChange: (screen: LinkScreen) => void;
}

interface PartsTableProps extends ChooserProps {
  readonly parts: readonly ScreenPart[];
  readonly keys: readonly ("hide" | "lock")[];
}

function PartsTable({ screen, onChange, parts, keys }: PartsTableProps) {
  const p = usePresentText();
  const toggle = (key: "hide" | "lock", part: ScreenPart): void => {
    const others = screen[key].filter((other) => other !== part);
    onChange({ ...screen, [key]: others.length < screen[key].length ? others : [...others, part] });
  };
  return (
    <table className={styles.parts}>
      <thead>
        <tr>
          <th scope="col">{p("link.part")}</th>
          {keys.map((key) => (
            <th key={key} scope="col" className={styles.choice}>
              {p(`link.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr key={part}>
            <th scope="row">{p(`part.${part}`)}</th>
            {keys.map((key) => (
              <td key={key} className={styles.choice}>
                <label className={styles.box}>
                  <input
                    type="checkbox"
                    aria-label={`${p(`link.${key}`)}: ${p(`part.${part}`)}`}
                    checked={screen[key].includes(part)}
                    onChange={() => toggle(key, part)}
                  />
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Longest title, in characters: the link takes no more. */
const LONGEST_TITLE = 60;

export function TitleField({ screen, onChange }: ChooserProps) {
  const p = usePresentText();
  const id = useId();
  return (
    <div className={styles.title}>
      <label htmlFor={id}>{p("link.title")}</label>
      <input
        id={id}
        className={styles.field}
        maxLength={LONGEST_TITLE}
        value={screen.title}
        aria-describedby={`${id}hint`}
        onChange={(event) => onChange({ ...screen, title: event.currentTarget.value })}
      />
      <p id={`${id}hint`} className={styles.hint}>
        {p("link.titleHint")}
      </p>
    </div>
  );
}

export function PartsChooser({ screen, onChange }: ChooserProps) {
  const p = usePresentText();
  const { hide, lock } = screen;
  return (
    <details className={styles.details}>
      <summary>
        <span className={styles.summary}>{p("link.parts")}</span>{" "}
        <span className={styles.hint}>
          {hide.length + lock.length === 0
            ? p("link.all")
            : p("link.some", { hidden: hide.length, locked: lock.length })}
        </span>
      </summary>
      <div className={styles.tables}>
        <PartsTable {...{ screen, onChange }} parts={ACTING} keys={["hide", "lock"]} />
        <PartsTable {...{ screen, onChange }} parts={SHOWING} keys={["hide"]} />
      </div>
    </details>
  );
}
