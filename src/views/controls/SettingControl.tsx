/** The common controls: a slider, a menu or radio buttons, drawn from a row of the table of settings. */
import type { ComponentType, ReactNode } from "react";
import type { InitializerParameterKey } from "../../catalog/initializers.ts";
import { CHOICES, DEFAULT_CONFIG, isUsed } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { isChoiceKey, isRadioKey, isSliderKey, SETTING_KEYS, SETTINGS } from "../../experiment/settings.ts";
import type { ChoiceKey, RadioKey, SettingKey, Settings, SliderKey } from "../../experiment/settings.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { Select } from "../../ui/Select.tsx";
import { Slider } from "../../ui/Slider.tsx";
import { ExplainedContext, More, useMore } from "./More.tsx";
import { useNote } from "./Note.tsx";
import type { NoteSubject } from "./noteSubject.ts";
import { choiceText, choiceTitle } from "./settingText.ts";
import { useSettings } from "./useConfig.ts";

/** The subject of the note beside a common control; a setting without a catalogue entry has no note. */
const NOTES: {
  readonly [Key in SettingKey]?: (value: ExperimentConfig[Key]) => NoteSubject | null;
} = {
  residual: (id) => (id === "none" ? null : { kind: "residual", id }),
  keepProbability: () => ({ kind: "dropout", id: "keep" }),
  input: (id) => ({ kind: "input", id }),
  gradient: (id) => ({ kind: "gradient", id }),
};

/** One setting as its control shows it. The control is drawn again only when this setting changes. */
function useSetting<Key extends SettingKey>(key: Key) {
  const t = useText();
  const { config, changeConfig } = useSettings(key);
  const value: ExperimentConfig[Key] = config[key];
  const label = t(SETTINGS[key].label);
  const note = useNote(label, NOTES[key]?.(value) ?? null);
  const change = (next: ExperimentConfig[Key]): void => {
    const patch: { -readonly [Each in SettingKey]?: ExperimentConfig[Each] } = {};
    patch[key] = next;
    changeConfig(patch);
  };
  return { t, label, value, change, note };
}

function SettingSlider({ setting }: { readonly setting: SliderKey }) {
  const { t, label, value, change, note } = useSetting(setting);
  const row = SETTINGS[setting];
  const { isInteger, min, max } = row.limit;
  return (
    <>
      <Slider
        label={label}
        value={value}
        scale={{ ...row.slider, isInteger }}
        min={min}
        max={max}
        valueText={t("valueText" in row ? row.valueText : "valueText.number", { value })}
        onChange={change}
        labelAside={note.toggle}
      />
      {note.body}
    </>
  );
}

function SettingSelect<Key extends ChoiceKey>({ setting }: { readonly setting: Key }) {
  const { t, label, value, change, note } = useSetting(setting);
  return (
    <>
      <Select
        label={label}
        value={value}
        options={CHOICES[setting].ids.map((id) => ({ id, label: choiceText(t, setting, id) }))}
        onChange={change}
        labelAside={note.toggle}
      />
      {note.body}
    </>
  );
}

function SettingRadio<Key extends RadioKey>({ setting }: { readonly setting: Key }) {
  const { t, label, value, change, note } = useSetting(setting);
  return (
    <>
      <RadioGroup
        label={label}
        value={value}
        options={CHOICES[setting].ids.map((id) => ({
          id,
          label: choiceText(t, setting, id),
          title: choiceTitle(t, setting, id),
        }))}
        onChange={change}
        labelAside={note.toggle}
      />
      {note.body}
    </>
  );
}

/**
 * The common control of a setting; nothing while the setting has no meaning, or if its row has no control.
 */
export function SettingControl({ setting }: { readonly setting: SettingKey }) {
  const isShown = useAppStore(({ config }) => isUsed(config, setting));
  if (!isShown) return null;
  if (isRadioKey(setting)) return <SettingRadio setting={setting} />;
  if (isChoiceKey(setting)) return <SettingSelect setting={setting} />;
  return isSliderKey(setting) ? <SettingSlider setting={setting} /> : null;
}

/** Controls that a group puts in place of the common ones; null for a setting drawn elsewhere. */
export type OwnControls = Readonly<Partial<Record<SettingKey, ComponentType | null>>>;

/** The parameters without which an initialiser says nothing; the others only correct its law. */
export function isMainParameter(key: InitializerParameterKey): boolean {
  return key === "std" || key === "limit" || key === "value";
}

/** Whether a setting under More has its default; lists and records are compared by their contents. */
function isDefault(config: ExperimentConfig, key: SettingKey): boolean {
  // The main parameters stand beside the initialiser, in sight.
  if (key === "initializerParameters")
    return Object.keys(config[key]).every((name) => isMainParameter(name as InitializerParameterKey));
  return JSON.stringify(config[key]) === JSON.stringify(DEFAULT_CONFIG[key]);
}

/** Whether a setting of a group differs from its default, those that are always in sight apart. */
export function useIsSet(group: Settings[SettingKey]["group"], first: readonly SettingKey[] = []): boolean {
  return useAppStore(({ config }) =>
    SETTING_KEYS.some(
      (key) =>
        SETTINGS[key].group === group &&
        !first.includes(key) &&
        isUsed(config, key) &&
        !isDefault(config, key),
    ),
  );
}

interface SettingControlsProps {
  readonly group: Settings[SettingKey]["group"];
  /** The group's name, for its rarer settings. */
  readonly title: string;
  /** The settings that are always in sight; the others stand under More. */
  readonly first: readonly SettingKey[];
  readonly own?: OwnControls;
  /** Rarer controls that are no row of the table, at the end. */
  readonly rest?: ReactNode;
  /** Nothing is always in sight: the group's name opens it. */
  readonly isTitled?: boolean;
  /** The others have no effect now; they are in sight only if one of them is set. */
  readonly isIdle?: boolean;
}

/** The controls of all settings of a group, in the order of the table: the first ones, then the others. */
export function SettingControls(props: SettingControlsProps) {
  const { group, title, first, own = {}, rest, isTitled = false, isIdle = false } = props;
  const keys = SETTING_KEYS.filter((key) => SETTINGS[key].group === group);
  const others = keys.filter((key) => !first.includes(key));
  const isSet = useIsSet(group, first);
  const more = useMore(group, isSet);
  const isAnyUsed = useAppStore(
    ({ config }) => rest !== undefined || others.some((key) => isUsed(config, key)),
  );
  const hasMore = isAnyUsed && (isSet || !isIdle);
  const controls = (wanted: readonly SettingKey[]): ReactNode =>
    wanted.map((key) => {
      const Own = own[key];
      if (Own === null) return null;
      return Own === undefined ? <SettingControl key={key} setting={key} /> : <Own key={key} />;
    });
  return (
    <ExplainedContext value={more.isOpen || !hasMore}>
      {controls(keys.filter((key) => first.includes(key)))}
      {hasMore && (
        <More {...more} {...{ title, isTitled }}>
          {controls(others)}
          {rest}
        </More>
      )}
    </ExplainedContext>
  );
}
