/** The sections of the diagnostics: tables and bars of given numbers. */
import { useId } from "react";
import type { ReactNode } from "react";
import { useDiagnosticsText } from "../../i18n/diagnosticsText.ts";
import { cx } from "../../ui/cx.ts";
import styles from "./Diagnostics.module.css";
import type { CheckCell, Diagnosis, EngineRow, LabelledValue } from "./diagnosis.ts";

function Section({ title, children, about }: { title: string; children: ReactNode; about?: string }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h3 id={id} className={styles.title}>
        {title}
      </h3>
      {children}
      {about !== undefined && <p className={styles.about}>{about}</p>}
    </section>
  );
}

export function SpeedChart({ speed }: { speed: Diagnosis["speed"] }) {
  const d = useDiagnosticsText();
  if (speed === null)
    return (
      <Section title={d("speed")}>
        <p className={styles.about}>{d("speed.none")}</p>
      </Section>
    );
  return (
    <Section title={d("speed")} about={d("speed.about")}>
      <dl className={styles.speed}>
        {[...speed.products, { ...speed.peak, share: 1, shareText: "" }].map(
          ({ label, value, share, shareText }) => (
            <div key={label} className={styles.rate}>
              <dt>{label}</dt>
              <dd className={styles.track}>
                <div
                  className={cx(styles.fill, shareText === "" && styles.peak)}
                  style={{ transform: `scaleX(${Math.min(1, share)})` }}
                />
              </dd>
              <dd className={styles.number}>{value}</dd>
              <dd className={styles.share}>{shareText}</dd>
            </div>
          ),
        )}
      </dl>
    </Section>
  );
}

export function PresentList({ items }: { items: readonly LabelledValue[] }) {
  const d = useDiagnosticsText();
  return (
    <Section title={d("present")}>
      <dl className={styles.list}>
        {items.map(({ label, value }) => (
          <div key={label} className={styles.item}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

export function EnginesTable({ rows }: { rows: readonly EngineRow[] }) {
  const d = useDiagnosticsText();
  return (
    <Section title={d("engines")} about={d("race.about")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{d("engines.engine")}</th>
            <th scope="col">{d("engines.state")}</th>
            <th scope="col" className={styles.number}>
              {d("engines.race")}
            </th>
            <th scope="col">{d("engines.tests")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, isChosen, state, race, tests, adapter }) => (
            <tr key={name}>
              <th scope="row">
                {name} {isChosen && <span className={styles.chosen}>{d("engines.chosen")}</span>}
                {adapter !== null && <span className={styles.adapter}>{adapter}</span>}
              </th>
              <td>{state}</td>
              <td className={styles.number}>{race ?? "–"}</td>
              <td className={styles.short}>{tests}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function CheckOutcome({ cell }: { cell: CheckCell | null }) {
  const d = useDiagnosticsText();
  if (cell === null) return "–";
  return (
    <>
      <span className={cx(styles.outcome, !cell.isPassed && styles.failed)}>
        {d(cell.isPassed ? "check.passed" : "check.failed")}
      </span>{" "}
      <span className={styles.error}>{cell.error}</span>
    </>
  );
}

export function ChecksTable({ checks }: { checks: Diagnosis["checks"] }) {
  const d = useDiagnosticsText();
  if (checks.engines.length === 0)
    return (
      <Section title={d("checks")}>
        <p className={styles.about}>{d("tests.none")}</p>
      </Section>
    );
  return (
    <Section title={d("checks")} about={d("checks.about")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{d("checks.case")}</th>
            {checks.engines.map((engine) => (
              <th key={engine} scope="col" className={styles.number}>
                {engine}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {checks.rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={checks.engines[index]} className={styles.number}>
                  <CheckOutcome cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
