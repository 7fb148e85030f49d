/** Takes a file that is dropped anywhere on the page, unless something below takes it. */
import { useEffect, useState } from "react";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { openAudit } from "./auditStore.ts";
import styles from "./DropAnywhere.module.css";

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") === true;

export function DropAnywhere({ onFile }: { readonly onFile: () => void }) {
  const t = useWeightsText();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      const isOurs = !event.defaultPrevented && hasFiles(event);
      // Without this the browser leaves the page for the file.
      if (isOurs) event.preventDefault();
      setOver(isOurs);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (file === undefined) return;
      openAudit(file);
      onFile();
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [onFile]);
  return isOver && <p className={styles.over}>{t("dropNow")}</p>;
}
