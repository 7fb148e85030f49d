/** The choice of a picture to save, with a preview of the file. */
import { useEffect, useId, useMemo, useState } from "react";
import { useExportText } from "../../i18n/exportText.ts";
import { useStripsText } from "../../i18n/stripsText.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { fileName } from "./fileName.ts";
import { useServices } from "../services.ts";
import type { SheetSource } from "../services.ts";
import styles from "./ExportContent.module.css";
import { sheetSvg, pngOf, SHEET_PARTS, sizeOfSvg } from "./sheetFile.tsx";
import type { SheetPart } from "./sheetFile.tsx";

const FORMATS = ["svg", "png2", "png3"] as const;
type Format = (typeof FORMATS)[number];

/** Pixels of the file per pixel of the sheet. */
const SCALES: Readonly<Record<Format, number>> = { svg: 1, png2: 2, png3: 3 };

function Choices<Id extends string>(props: {
  readonly legend: string;
  readonly value: Id;
  readonly options: readonly { readonly id: Id; readonly label: string }[];
  readonly onChange: (id: Id) => void;
}) {
  const { legend, value, options, onChange } = props;
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>{legend}</legend>
      {options.map(({ id, label }) => (
        <label key={id} className={styles.choice}>
          <input type="radio" name={name} checked={id === value} onChange={() => onChange(id)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** The picture of a file, as a data URL, which need not be released. */
function Preview({ svg, title }: { readonly svg: string; readonly title: string }) {
  const source = useMemo(() => `data:image/svg+xml,${encodeURIComponent(svg)}`, [svg]);
  return <img className={styles.preview} src={source} alt={title} {...sizeOfSvg(svg)} />;
}

function Size({ svg, scale }: { readonly svg: string | undefined; readonly scale: number }) {
  const e = useExportText();
  if (svg === undefined) return null;
  const { width, height } = sizeOfSvg(svg);
  return <p className={styles.intro}>{e("size", { width: width * scale, height: height * scale })}</p>;
}

export function ExportContent() {
  const t = useText();
  const e = useExportText();
  const strips = useStripsText();
  const { settledSheet, saveFile } = useServices();
  // Undefined while the source is awaited. Later runs do not change a choice in progress.
  const [source, setSource] = useState<SheetSource | null>();
  const [waiting, setWaiting] = useState("");
  const [part, setPart] = useState<SheetPart>("whole");
  const [format, setFormat] = useState<Format>("svg");
  const [hasFailed, setHasFailed] = useState(false);
  // The file of the chosen charts, or of the choice before while that is being drawn.
  const [drawn, setDrawn] = useState<{ readonly part: SheetPart; readonly svg: string } | null>(null);
  useEffect(() => {
    settledSheet(setWaiting).then(setSource, () => setHasFailed(true));
  }, [settledSheet]);
  useEffect(() => {
    if (source == null) return;
    let isWanted = true;
    sheetSvg(source, part).then(
      (svg) => {
        if (isWanted) setDrawn({ part, svg });
      },
      () => setHasFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [source, part]);
  if (source === undefined && !hasFailed) return <p role="status">{waiting}</p>;
  if (source == null) return <p role="alert">{e(hasFailed ? "failed" : "nothing")}</p>;
  const names: Readonly<Record<SheetPart, string>> = {
    whole: e("whole"),
    signal: t("chart.signal"),
    activations: t(`tensor.${source.view.rowTensors.forward}`),
    gradients: t(`tensor.${source.view.rowTensors.backward}`),
    strips: strips("title"),
  };
  const scale = SCALES[format];
  const whole = fileName(source.picture.config, source.text.t);

  function save(file: { readonly part: SheetPart; readonly svg: string }): void {
    const name = file.part === "whole" ? whole : `${whole}-${file.part}`;
    setHasFailed(false);
    if (format === "svg") saveFile(`${name}.svg`, "image/svg+xml", file.svg);
    else
      pngOf(file.svg, scale).then(
        (picture) => saveFile(`${name}.png`, "image/png", picture),
        () => setHasFailed(true),
      );
  }

  return (
    <>
      <p className={styles.intro}>{e("intro")}</p>
      <div className={styles.content}>
        <div className={styles.settings}>
          <Choices
            legend={e("content")}
            value={part}
            options={SHEET_PARTS.map((id) => ({ id, label: names[id] }))}
            onChange={setPart}
          />
          <Choices
            legend={e("format")}
            value={format}
            options={FORMATS.map((id) => ({ id, label: e(id) }))}
            onChange={setFormat}
          />
          <Size svg={drawn?.svg} scale={scale} />
          <Button
            variant="solid"
            disabled={drawn?.part !== part}
            onClick={() => {
              if (drawn !== null) save(drawn);
            }}
          >
            {e("save")}
          </Button>
        </div>
        {drawn !== null && <Preview svg={drawn.svg} title={e("preview", { title: names[drawn.part] })} />}
      </div>
      <p role="alert">{hasFailed && e("failed")}</p>
    </>
  );
}
