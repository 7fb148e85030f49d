/** A file of weights: opening it, how far it has been read, and what is found of it. */
import { useMemo, useRef, useState } from "react";
import { formatNumber, formatPercent } from "../../charts/format.ts";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { Button } from "../../ui/Button.tsx";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { Select } from "../../ui/Select.tsx";
import { RECIPES } from "../../weights/judge/recipes.ts";
import { ROLES } from "../../weights/judge/roles.ts";
import type { Role } from "../../weights/judge/roles.ts";
import { rowOf } from "../../weights/judge/rows.ts";
import { findGroups, GOOD, judgeRows } from "../../weights/judge/verdicts.ts";
import type { JudgedRow } from "../../weights/judge/verdicts.ts";
import { useServices } from "../services.ts";
import { cancelAudit, openAudit, setAudit, useAudit } from "./auditStore.ts";
import type { AuditState } from "./auditStore.ts";
import { auditCsv, auditMarkdown } from "./auditTable.ts";
import { CONVERSION, CONVERTIBLE, faultText, sizeText } from "./auditWords.ts";
import { GroupsTable } from "./GroupsTable.tsx";
import { PasteModel } from "./PasteModel.tsx";
import { RunAsNetwork } from "./RunAsNetwork.tsx";
import { SaveWeights } from "./SaveWeights.tsx";
import { TensorsTable } from "./TensorsTable.tsx";
import styles from "./WeightsContent.module.css";

// One file with its dialog: a chunk below 1 kB would cost the first visit its name.
export { DropAnywhere } from "./DropAnywhere.tsx";
export { GivenNotice } from "./GivenNotice.tsx";

function ChooseButton({ isAnother }: { readonly isAnother: boolean }) {
  const t = useWeightsText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file may be chosen again, written anew.
          currentTarget.value = "";
          if (file !== undefined) openAudit(file);
        }}
      />
      <Button variant={isAnother ? "outline" : "solid"} onClick={() => input.current?.click()}>
        {t(isAnother ? "other" : "choose")}
      </Button>
    </>
  );
}

/** The file, and how far it has been read. */
function Progress({ audit }: { readonly audit: AuditState }) {
  const t = useWeightsText();
  const { status, listing, share, name, size, fault } = audit;
  const values = listing?.tensors.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <div className={styles.file}>
      <ChooseButton isAnother />
      {listing !== null && (
        <p className={styles.about}>
          {t("about", {
            name,
            format: listing.format,
            tensors: listing.tensors.length,
            values: formatNumber(values),
            size: sizeText(size),
          })}
        </p>
      )}
      {(status === "opening" || status === "reading") && (
        <>
          <p role="status" className={styles.note}>
            {status === "opening" ? t("opening") : t("reading", { share: formatPercent(share) })}
          </p>
          <progress
            className={styles.progress}
            value={share}
            aria-label={t("reading", { share: formatPercent(share) })}
          />
          <Button variant="outline" onClick={cancelAudit}>
            {t("cancel")}
          </Button>
        </>
      )}
      {status === "cancelled" && (
        <p role="status" className={styles.note}>
          {t("cancelled")}
        </p>
      )}
      {fault !== null && (
        <div role="alert" className={styles.alert}>
          <p>{`${name}: ${faultText(t, fault)}`}</p>
          {CONVERTIBLE.has(fault.kind) && (
            <pre className={styles.code}>
              <code lang="en">{CONVERSION}</code>
            </pre>
          )}
        </div>
      )}
    </div>
  );
}

function useJudged({ listing, measured, layout, recipe, roles }: AuditState): readonly JudgedRow[] {
  const rows = useMemo(
    () =>
      (listing?.tensors ?? []).map((tensor, index) =>
        rowOf(index, tensor, measured.get(index) ?? { stats: null, fault: null }, layout),
      ),
    [listing, measured, layout],
  );
  return useMemo(() => judgeRows(rows, recipe, roles), [rows, recipe, roles]);
}

function Files({ rows, name }: { readonly rows: readonly JudgedRow[]; readonly name: string }) {
  const t = useWeightsText();
  const { saveFile, copyText } = useServices();
  const [outcome, setOutcome] = useState<"copied" | "saved" | null>(null);
  return (
    <div className={styles.files}>
      <Button variant="outline" onClick={() => saveFile(`${name}.csv`, "text/csv", auditCsv(rows))}>
        {t("csv")}
      </Button>
      <Button
        variant="outline"
        onClick={() => {
          const text = auditMarkdown(rows, name);
          copyText(text).then(
            () => setOutcome("copied"),
            () => {
              saveFile(`${name}.md`, "text/markdown", text);
              setOutcome("saved");
            },
          );
        }}
      >
        {t("markdown")}
      </Button>
      <output className={styles.note}>{outcome !== null && t(outcome)}</output>
    </div>
  );
}

function Found({ audit }: { readonly audit: AuditState }) {
  const t = useWeightsText();
  const [view, setView] = useState<"groups" | "tensors">("groups");
  const [search, setSearch] = useState("");
  const [role, setRole] = useState<Role | "all">("all");
  const judged = useJudged(audit);
  const rows = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/);
    return judged.filter(
      (row) =>
        (role === "all" || row.role === role) && words.every((word) => row.name.toLowerCase().includes(word)),
    );
  }, [judged, search, role]);
  const groups = useMemo(() => findGroups(judged), [judged]);
  const shown = useMemo(() => {
    const names = new Set(rows.map(({ group }) => group));
    return groups.filter(({ group }) => names.has(group));
  }, [groups, rows]);
  const bad = groups.filter(
    ({ kind, rows: own }) => !GOOD.has(kind) && own.some(({ stats }) => stats !== null),
  );
  const present = new Set(judged.map((row) => row.role));
  const isRead = audit.status === "read";
  return (
    <>
      <div className={styles.controls}>
        <Select
          label={t("recipe")}
          value={audit.recipe}
          options={RECIPES.map(({ id, label }) => ({ id, label }))}
          onChange={(recipe) => setAudit({ recipe })}
        />
        <Select
          label={t("layout")}
          value={audit.layout}
          options={(["outputs_first", "outputs_last"] as const).map((id) => ({
            id,
            label: t(`layout.${id}`),
          }))}
          onChange={(layout) => setAudit({ layout })}
        />
        <Select
          label={t("roles")}
          value={role}
          options={(["all", ...ROLES.filter((own) => present.has(own))] as const).map((id) => ({
            id,
            label: id === "all" ? t("allRoles") : t(`role.${id}`),
          }))}
          onChange={setRole}
        />
        <label className={styles.search}>
          {t("search")}
          <input
            type="search"
            value={search}
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
      </div>
      {isRead && (
        <p role="status" className={styles.summary}>
          {bad.length === 0
            ? t("sound", { groups: groups.length })
            : t("look", { count: bad.length, groups: groups.length })}
        </p>
      )}
      <div className={styles.tableHead}>
        <RadioGroup
          label={t("view")}
          value={view}
          options={(["groups", "tensors"] as const).map((id) => ({ id, label: t(`view.${id}`) }))}
          onChange={setView}
        />
        <Files rows={rows} name={audit.name} />
      </div>
      {rows.length === 0 ? (
        <p className={styles.note}>{t("nothing")}</p>
      ) : view === "groups" ? (
        <GroupsTable groups={shown} roles={audit.roles} />
      ) : (
        <TensorsTable rows={rows} />
      )}
    </>
  );
}

export function WeightsContent({ onClose }: { readonly onClose: () => void }) {
  const t = useWeightsText();
  const audit = useAudit();
  if (audit.status === "none") {
    return (
      <div className={styles.empty}>
        <p>{t("intro")}</p>
        <p>
          <ChooseButton isAnother={false} />
        </p>
        <p className={styles.note}>{t("formats")}</p>
        <p className={styles.note}>{`${t("dropHere")} ${t("stays")}`}</p>
        <PasteModel onDone={onClose} />
        <SaveWeights />
      </div>
    );
  }
  return (
    <>
      <Progress audit={audit} />
      {audit.listing !== null && audit.file !== null && (
        <RunAsNetwork listing={audit.listing} layout={audit.layout} file={audit.file} onDone={onClose} />
      )}
      {audit.listing !== null && <Found audit={audit} />}
      <div className={styles.empty}>
        <PasteModel onDone={onClose} />
        <SaveWeights />
      </div>
    </>
  );
}
