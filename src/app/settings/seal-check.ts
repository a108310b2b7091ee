/** A port of this very device that browsers never connect to: even without a policy nothing would be sent. */
const FORBIDDEN = 'http://127.0.0.1:9/';

/** How long the browser may take to report what it refused. */
const REPORT_MS = 1000;

/**
 * Tries to reach an address other than this page's and looks whether the page's policy refuses that. Resolves with
 * whether it did. Nothing leaves the device in either case.
 */
export async function checkSeal(): Promise<boolean> {
  const reported = Promise.withResolvers<boolean>();
  const listen = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
    if (blockedURI.startsWith(FORBIDDEN.slice(0, -1))) reported.resolve(true);
  };
  document.addEventListener('securitypolicyviolation', listen);
  try {
    await fetch(FORBIDDEN, { mode: 'no-cors', cache: 'no-store' });
    return false;
  } catch {
    // A browser without a policy refuses the port too, but reports no violation.
    setTimeout(() => reported.resolve(false), REPORT_MS);
    return await reported.promise;
  } finally {
    document.removeEventListener('securitypolicyviolation', listen);
  }
}
