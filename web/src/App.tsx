import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer } from "react";
import { LoginPage } from "./access/LoginPage";
import { useAccess } from "./access/useAccess";
import { AskPage } from "./ask/AskPage";
import { FidelityPage } from "./fidelity/FidelityPage";
import { Frame } from "./Frame";
import { ImportPage } from "./prospects/ImportPage";
import { ProspectPage } from "./prospects/ProspectPage";
import { hrefTo, type Route } from "./routing/route";
import { useRoute } from "./routing/useRoute";
import { SessionListPage } from "./sessions/SessionListPage";
import { SessionPage } from "./sessions/SessionPage";
import { PageHeading } from "./ui/PageHeading";
import { Problem } from "./ui/Problem";
import { EMPTY_DRAFT, reduceDraft } from "./workspace/draft";
import { loadDraft, saveDraft } from "./workspace/draftStorage";
import { WorkspaceContext } from "./workspace/workspace";

export function App({ initialKey }: { initialKey: string | null }) {
  const { access, check, signIn, signOut, refresh } = useAccess(initialKey);
  const [draft, changeDraft] = useReducer(reduceDraft, EMPTY_DRAFT, () => loadDraft(sessionStorage));
  const route = useRoute();

  const client = useQueryClient();
  const signedIn = access.state === "signed-in";

  useEffect(() => saveDraft(sessionStorage, draft), [draft]);
  // Whoever signs in next may be of another tenant.
  useEffect(() => {
    if (!signedIn) client.clear();
  }, [signedIn, client]);

  const leave = async () => {
    await signOut();
    changeDraft({ type: "clear" });
  };

  switch (access.state) {
    case "checking":
      return <p className="waiting-room">Opening …</p>;
    case "unreachable":
      return (
        <main className="login" id="main">
          <Problem message={access.failure.message} onRetry={() => void check()} />
        </main>
      );
    case "signed-out":
      return <LoginPage running={access.running} failure={access.failure} signedOut={access.expired} onKey={(key) => void signIn(key)} />;
    case "signed-in":
      return (
        <WorkspaceContext value={{ me: access.me, refreshMe: refresh, draft, changeDraft }}>
          <Frame me={access.me} page={route.page} onSignOut={leave}>
            <Page route={route} />
          </Frame>
        </WorkspaceContext>
      );
  }
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case "ask":
      return <AskPage query={route.query} />;
    case "sessions":
      return <SessionListPage query={route.query} />;
    case "session":
      return <SessionPage key={route.sessionId} sessionId={route.sessionId} />;
    case "prospect":
      return <ProspectPage key={route.leadId} leadId={route.leadId} />;
    case "fidelity":
      return <FidelityPage sessionId={route.query.get("session") ?? undefined} />;
    case "import":
      return <ImportPage />;
    case "unknown":
      return (
        <section className="narrow">
          <PageHeading title="No such page">There is no such page</PageHeading>
          <p>
            <a href={hrefTo.ask()}>Ask a question</a>, or look at <a href={hrefTo.sessions()}>past sessions</a>.
          </p>
        </section>
      );
  }
}
