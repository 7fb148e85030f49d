/** The plane as a table for screen readers: the shown quantity at a few sizes of weights and biases. */
import { formatNumber } from "../../charts/format.ts";
import type { PhaseTable, PlanePhase } from "../../experiment/theory/phasePlane.ts";
import { usePlaneText } from "../../i18n/planeText.ts";
import { knownNear } from "./measuredPlane.ts";
import type { Measured, MeasuredPhases } from "./measuredPlane.ts";
import type { PlaneRange } from "./planeShapes.ts";
import type { PlaneField } from "./planeView.ts";

const COLUMNS = 8;
const ROWS = 4;

interface FrameProps {
  readonly range: PlaneRange;
  readonly caption: string;
  readonly read: (sigmaW: number, sigmaB: number) => string;
}

function Frame({ range, caption, read }: FrameProps) {
  const t = usePlaneText();
  const sigmasW = Array.from({ length: COLUMNS }, (_, column) => (range.sigmaW * (column + 1)) / COLUMNS);
  const sigmasB = Array.from({ length: ROWS + 1 }, (_, row) => (range.sigmaB * row) / ROWS);
  return (
    <div className="visuallyHidden">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t("sigmaBName")}</th>
            {sigmasW.map((sigmaW) => (
              <th key={sigmaW} scope="col">
                {t("sigmaWName")} {formatNumber(sigmaW)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sigmasB.map((sigmaB) => (
            <tr key={sigmaB}>
              <th scope="row">{formatNumber(sigmaB)}</th>
              {sigmasW.map((sigmaW) => (
                <td key={sigmaW}>{read(sigmaW, sigmaB)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PlaneTableProps {
  readonly table: PhaseTable;
  readonly range: PlaneRange;
  readonly field: PlaneField;
  /** Null where the colours are theory's. */
  readonly measured: MeasuredPhases | null;
}

export function PlaneTable({ table, range, field, measured }: PlaneTableProps) {
  const t = usePlaneText();
  const numberOf = ({ correlationRate, ...phase }: PlanePhase): string =>
    formatNumber(field === "xi" ? 1 / correlationRate : phase[field]);
  const read = (sigmaW: number, sigmaB: number): string => {
    const near = measured === null ? null : knownNear(measured, { sigmaW, sigmaB }, range);
    const theory = numberOf(table.phaseAt(sigmaW ** 2, sigmaB ** 2));
    return near === null ? theory : `${theory}, ${numberOf(near)}`;
  };
  const caption = t(measured === null ? "table" : "table.measured", { quantity: t(field).replace("_", "") });
  return <Frame {...{ range, caption, read }} />;
}

/** Losses after training, as far as they are known, and the depth that theory expects to be reached. */
export function LossTable({
  table,
  range,
  losses,
}: {
  readonly table: PhaseTable;
  readonly range: PlaneRange;
  readonly losses: Measured<number>;
}) {
  const t = usePlaneText();
  const read = (sigmaW: number, sigmaB: number): string => {
    const loss = knownNear(losses, { sigmaW, sigmaB }, range);
    const { correlationRate } = table.phaseAt(sigmaW ** 2, sigmaB ** 2);
    return `${loss === null ? "–" : formatNumber(loss)}, ${formatNumber(6 / correlationRate)}`;
  };
  return <Frame {...{ range, read }} caption={t("table.loss")} />;
}
