/** Layers of one name as one line each: std against depth, the recipe, and what is found; mistakes first. */
import { formatNumber } from "../../charts/format.ts";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { cx } from "../../ui/cx.ts";
import { Select } from "../../ui/Select.tsx";
import { ROLES } from "../../weights/judge/roles.ts";
import type { Role } from "../../weights/judge/roles.ts";
import { GOOD } from "../../weights/judge/verdicts.ts";
import type { GroupFinding } from "../../weights/judge/verdicts.ts";
import { setAudit } from "./auditStore.ts";
import { expectedText, findingText, lawText } from "./auditWords.ts";
import { StackChart } from "./Marks.tsx";
import type { StackPoint } from "./Marks.tsx";
import { useMore } from "./useMore.tsx";
import styles from "./WeightsContent.module.css";

function pointsOf({ rows }: GroupFinding): readonly StackPoint[] {
  return rows.flatMap(({ depth, stats, expected }) =>
    stats === null || Number.isNaN(stats.std)
      ? []
      : [{ depth, std: stats.std, expected: expected?.kind === "draw" ? expected.std : NaN }],
  );
}

/** The std of a group: its only one, or the least and the greatest. */
function stdText(points: readonly StackPoint[]): string {
  const all = points.map(({ std }) => std);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (all.length === 0) return "";
  const [from, to] = [formatNumber(least), formatNumber(most)];
  return from === to ? from : `${from} – ${to}`;
}

interface LineProps {
  readonly finding: GroupFinding;
  readonly roles: ReadonlyMap<string, Role>;
}

function Line({ finding, roles }: LineProps) {
  const t = useWeightsText();
  const { group, role, rows, kind, ratio, expected } = finding;
  const points = pointsOf(finding);
  const all = points.map(({ std }) => std);
  const isWaiting = rows.every(({ stats, fault }) => stats === null && fault === null);
  const law = rows.find(({ stats }) => stats?.law != null)?.stats?.law;
  return (
    <tr>
      <th scope="row" className={styles.name} lang="en" title={group}>
        <bdi>{group}</bdi>
      </th>
      <td className={cx(styles.finding, !isWaiting && !GOOD.has(kind) && styles.bad)}>
        {!isWaiting && findingText(t, finding)}
      </td>
      <td className={styles.role}>
        <Select
          isBare
          label={t("col.role")}
          value={role}
          options={ROLES.map((id) => ({ id, label: t(`role.${id}`) }))}
          onChange={(own) => setAudit({ roles: new Map(roles).set(group, own) })}
        />
      </td>
      <td className={styles.number}>{rows.length}</td>
      <td className={styles.number}>{stdText(points)}</td>
      <td>
        {points.length > 1 && (
          <StackChart
            points={points}
            label={t("stack", {
              layers: rows.length,
              from: formatNumber(Math.min(...all)),
              to: formatNumber(Math.max(...all)),
            })}
          />
        )}
      </td>
      <td className={styles.number}>{expectedText(expected)}</td>
      <td className={styles.number}>{Number.isNaN(ratio) ? "" : formatNumber(ratio)}</td>
      <td>{law != null && lawText(t, law)}</td>
    </tr>
  );
}

const HEADINGS = ["name", "finding", "role", "layers", "std", "depth", "expected", "ratio", "law"] as const;

export function GroupsTable({
  groups,
  roles,
}: {
  readonly groups: readonly GroupFinding[];
  readonly roles: ReadonlyMap<string, Role>;
}) {
  const t = useWeightsText();
  const isGood = ({ kind }: GroupFinding): number => (GOOD.has(kind) ? 1 : 0);
  const sorted = groups.toSorted((a, b) => isGood(a) - isGood(b));
  const { shown, more } = useMore(sorted);
  return (
    <section className={styles.scroll} aria-label={t("view.groups")} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {HEADINGS.map((id) => (
              <th key={id} scope="col">
                {t(`col.${id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((finding) => (
            <Line key={finding.group} finding={finding} roles={roles} />
          ))}
        </tbody>
      </table>
      {more}
    </section>
  );
}
