import { useState, type ReactNode } from "react";
import type { Me } from "./api/wire";
import { hrefTo, type Route } from "./routing/route";
import { ModelTrouble } from "./ui/ModelTrouble";
import { Problem } from "./ui/Problem";
import { SyntheticNotice } from "./ui/SyntheticNotice";
import { chooseTheme, nextTheme, storedTheme } from "./ui/theme";
import { useCommand } from "./ui/useCommand";

interface FrameProps {
  me: Me;
  page: Route["page"];
  onSignOut: () => Promise<void>;
  children: ReactNode;
}

const PLACES: readonly { name: string; href: string; pages: readonly Route["page"][] }[] = [
  { name: "Ask", href: hrefTo.ask(), pages: ["ask", "prospect"] },
  { name: "Sessions", href: hrefTo.sessions(), pages: ["sessions", "session"] },
  { name: "Fidelity", href: hrefTo.fidelity(), pages: ["fidelity"] },
  { name: "Import", href: hrefTo.import(), pages: ["import"] },
];

const THEME_NAMES = { system: "as the system", light: "light", dark: "dark" } as const;
const THEME_SIGNS = { system: "◐", light: "○", dark: "●" } as const;

/** The header with the places, the notice that never leaves the screen, and the page between them. */
export function Frame({ me, page, onSignOut, children }: FrameProps) {
  const [theme, setTheme] = useState(storedTheme);
  const signOut = useCommand(onSignOut);

  const turnTheme = () => {
    const next = nextTheme(theme);
    chooseTheme(next);
    setTheme(next);
  };

  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          // The fragment is the address here: move the focus without changing it.
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the content
      </a>
      <header className="top">
        <div className="bar">
          <a className="brand" href={hrefTo.ask()}>
            <img src="/favicon.svg" alt="" width="26" height="26" />
            <span>
              Prospect <span className="brand-rest">Digital </span>Twins
            </span>
          </a>
          <nav aria-label="Main">
            {PLACES.map((place) => (
              <a key={place.name} href={place.href} aria-current={place.pages.includes(page) ? "page" : undefined}>
                {place.name}
              </a>
            ))}
          </nav>
          <div className="bar-end">
            <span className="model" title="The model that answers for the twins">
              Model <strong>{me.model}</strong>
            </span>
            <button
              type="button"
              className="icon-button"
              aria-label={`Colours: ${THEME_NAMES[theme]}. Change`}
              title={`Colours: ${THEME_NAMES[theme]}`}
              onClick={turnTheme}
            >
              {THEME_SIGNS[theme]}
            </button>
            <button type="button" className="link-button" disabled={signOut.running} onClick={signOut.run}>
              Sign out
            </button>
          </div>
        </div>
        <SyntheticNotice />
        <ModelTrouble />
      </header>
      <main id="main" tabIndex={-1}>
        {signOut.failure && <Problem message={signOut.failure.message} onRetry={signOut.run} />}
        {children}
      </main>
    </>
  );
}
