import { useLayoutEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * The secret that a link in a mail carries. It is taken out of the address bar and the history at once, before anything is
 * requested: the next user of this browser must not find it there.
 */
export function useLinkToken(parameter: string): string | null {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const [token] = useState(() => new URLSearchParams(search).get(parameter)?.trim() || null);
  useLayoutEffect(() => {
    if (search) void navigate(pathname, { replace: true });
  }, [navigate, pathname, search]);
  return token;
}
