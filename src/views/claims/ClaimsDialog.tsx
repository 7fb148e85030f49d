/** The dialog of myths and misprints; its list and its data are fetched when it is first opened. */
import { useEffect, useState } from "react";
import type { ComponentType } from "react";
import { useText } from "../../i18n/text.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import dialogs from "../header/dialogs.module.css";
import { useServices } from "../services.ts";
import type { ClaimItem } from "../services.ts";

interface ClaimsListProps {
  readonly claims: readonly ClaimItem[];
  readonly onOpen: (link: string) => void;
}

interface Loaded {
  readonly List: ComponentType<ClaimsListProps>;
  readonly claims: readonly ClaimItem[];
}

function ClaimsContent({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const { loadClaims, openLink } = useServices();
  const [loaded, setLoaded] = useState<Loaded | "failed" | null>(null);

  // Not React's lazy: that remembers a failure for ever, and a fetch that failed once may work the next time.
  useEffect(() => {
    let isWanted = true;
    Promise.all([import("./ClaimsList.tsx"), loadClaims()]).then(
      ([{ ClaimsList }, claims]) => {
        if (isWanted) setLoaded({ List: ClaimsList, claims });
      },
      () => {
        if (isWanted) setLoaded("failed");
      },
    );
    return () => {
      isWanted = false;
    };
  }, [loadClaims]);

  function open(link: string): void {
    onClose();
    openLink(link);
  }

  return (
    <>
      <p className={dialogs.intro}>{t("claims.intro")}</p>
      {loaded === null && <p role="status">{t("claims.loading")}</p>}
      {loaded === "failed" && <p role="alert">{t("claims.unavailable")}</p>}
      {loaded !== null && loaded !== "failed" && <loaded.List claims={loaded.claims} onOpen={open} />}
    </>
  );
}

export function ClaimsDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const t = useText();
  return (
    <Dialog
      className={dialogs.wide}
      title={t("claims.title")}
      isOpen={isOpen}
      closeLabel={t("dialog.close")}
      onClose={onClose}
    >
      <ClaimsContent onClose={onClose} />
    </Dialog>
  );
}
