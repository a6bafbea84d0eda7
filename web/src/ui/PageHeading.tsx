import { useEffect, useRef, type ReactNode } from "react";

interface PageHeadingProps {
  /** For the window's title. */
  title: string;
  className?: string;
  children: ReactNode;
}

let firstPage = true;

/** The page's h1. Arriving at a page moves the focus here, so that a screen reader says where one is. */
export function PageHeading({ title, className, children }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Prospect Digital Twins`;
  }, [title]);
  useEffect(() => {
    if (firstPage) firstPage = false;
    else {
      window.scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}
