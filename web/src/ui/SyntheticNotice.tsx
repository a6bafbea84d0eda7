/** Always in sight: what these answers are, and what they are not for. */
export function SyntheticNotice() {
  return (
    <p className="synthetic-notice" role="note">
      <strong>Synthetic answers</strong> of digital twins, not the customers’ own words. Not for underwriting.
    </p>
  );
}
