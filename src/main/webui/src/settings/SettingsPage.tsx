import { useMembership, useSession } from '../session/SessionProvider';
import { Blank } from '../ui/Notice';
import { useTitle } from '../ui/useTitle';
import { ApiTokenSettings } from './ApiTokenSettings';
import { ChatSettings } from './ChatSettings';

/** What concerns the organisation as a whole. */
export function SettingsPage() {
  useTitle('Settings');
  const { can } = useSession();
  const { org } = useMembership();
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>Settings</h1>
          <p className="muted">They hold for everybody in {org.name}.</p>
        </div>
      </div>
      {can('can_edit_org_notification_settings') && <ChatSettings />}
      {can('can_manage_api_tokens') && <ApiTokenSettings />}
      {!can('can_edit_org_notification_settings') && !can('can_manage_api_tokens') && (
        <Blank title="Your role does not include settings">
          If something here should change, ask one of the account managers of {org.name}.
        </Blank>
      )}
    </div>
  );
}
