/** Width: a slider for one number, and a field that also takes a list of widths, one per layer. */
import { useId, useState } from "react";
import { LIMITS } from "../../experiment/config.ts";
import { useText } from "../../i18n/text.ts";
import { cx } from "../../ui/cx.ts";
import controls from "../../ui/controls.module.css";
import { Range } from "../../ui/Slider.tsx";
import type { SliderScale } from "../../ui/sliderScale.ts";
import { useSettings } from "./useConfig.ts";
import { parseWidths, widthText } from "./widths.ts";

const SCALE: SliderScale = {
  kind: "log",
  min: LIMITS.width.min,
  max: LIMITS.width.max,
  step: 1,
  isInteger: true,
};

export function WidthControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("width");
  const [draft, setDraft] = useState<string | null>(null);
  const id = useId();
  const { width } = config;
  const isList = typeof width !== "number";

  function commit(text: string): void {
    setDraft(null);
    const parsed = parseWidths(text);
    if (parsed !== null && widthText(parsed.width) !== widthText(width)) changeConfig(parsed);
  }

  function step(by: number): void {
    if (!isList) changeConfig({ width: Math.min(SCALE.max, Math.max(SCALE.min, width + by)) });
  }

  return (
    <div className={cx(controls.row, isList && controls.wide)}>
      <label className={controls.label} htmlFor={id}>
        {t("control.width")}
      </label>
      {!isList && (
        <Range
          id={id}
          value={width}
          scale={SCALE}
          valueText={t("valueText.width", { value: width })}
          onChange={(value) => changeConfig({ width: value })}
        />
      )}
      <input
        {...(isList ? { id } : {})}
        className={controls.field}
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={t("control.width")}
        title={t("control.widthHint")}
        value={draft ?? widthText(width)}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => {
          if (draft !== null) commit(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(event.currentTarget.value);
          else if (event.key === "Escape") setDraft(null);
          else if (!isList && draft === null && event.key === "ArrowUp") step(1);
          else if (!isList && draft === null && event.key === "ArrowDown") step(-1);
        }}
      />
    </div>
  );
}
