/** Takes a file that is dropped anywhere on the page, unless something below takes it. */
import { useEffect, useState } from "react";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { openAudit } from "./auditStore.ts";
import styles from "./DropAnywhere.module.css";

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") === true;

const OTHERS = /\.(?:csv|tsv|txt|json|gz)$/i;

export function DropAnywhere({ onFile }: { readonly onFile: () => void }) {
  const t = useWeightsText();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      const isOurs = hasFiles(event);
      // Without this the browser leaves the page for the file.
      if (isOurs) event.preventDefault();
      setOver(isOurs);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      // Tables and recordings have places of their own.
      if (file === undefined || OTHERS.test(file.name)) return;
      event.preventDefault();
      event.stopPropagation();
      openAudit(file);
      onFile();
    };
    window.addEventListener("dragover", over, true);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop, true);
    return () => {
      window.removeEventListener("dragover", over, true);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop, true);
    };
  }, [onFile]);
  return isOver && <p className={styles.over}>{t("dropNow")}</p>;
}
