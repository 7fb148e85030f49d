/** Copies the short link to a step, which includes the step's experiment. */
import { useState } from "react";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { Button } from "../../ui/Button.tsx";
import { useServices } from "../services.ts";

export function CopyStepLink({ link }: { readonly link: string }) {
  const t = useLessonsText();
  const { addressOf } = useServices();
  const [outcome, setOutcome] = useState<"copied" | "copyFailed" | null>(null);
  function copy(): void {
    navigator.clipboard.writeText(addressOf(link)).then(
      () => setOutcome("copied"),
      () => setOutcome("copyFailed"),
    );
  }
  return (
    <>
      <Button onClick={copy}>{t("panel.copy")}</Button>
      <span role="status">{outcome !== null && t(`panel.${outcome}`)}</span>
    </>
  );
}
