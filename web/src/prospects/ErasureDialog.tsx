import { useQueryClient } from "@tanstack/react-query";
import { deleteProspect } from "../api/prospects";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { useCommand } from "../ui/useCommand";
import { useWorkspace } from "../workspace/workspace";

interface ErasureDialogProps {
  leadId: string;
  name: string;
  onClose: () => void;
}

/** Erases somebody, after a last question. */
export function ErasureDialog({ leadId, name, onClose }: ErasureDialogProps) {
  const { changeDraft } = useWorkspace();
  const client = useQueryClient();
  const erase = useCommand(async () => {
    await deleteProspect(leadId);
    client.removeQueries(); // the page keeps nothing of them either
    changeDraft({ type: "drop", leadIds: [leadId] });
    navigate(hrefTo.ask());
  });
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      action={erase.running ? "Deleting …" : `Delete ${name}`}
      keep="Keep"
      running={erase.running}
      failure={erase.failure}
      onConfirm={erase.run}
      onClose={onClose}
    >
      <p>
        This erases the profile, the history, what is recorded of what they really said, every answer this twin has given and the quotes
        from them in summaries. It can’t be undone.
      </p>
    </ConfirmDialog>
  );
}
