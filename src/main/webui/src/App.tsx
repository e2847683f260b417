import { Link, Navigate, Route, Routes } from 'react-router';
import { AccountPage } from './account/AccountPage';
import { AuditPage } from './audit/AuditPage';
import { ForgotPasswordPage } from './auth/ForgotPasswordPage';
import { InvitationPage } from './auth/InvitationPage';
import { ResetPasswordPage } from './auth/ResetPasswordPage';
import { SignInPage } from './auth/SignInPage';
import { VerifyEmailPage } from './auth/VerifyEmailPage';
import { MembersPage } from './members/MembersPage';
import { NotificationsPage } from './notifications/NotificationsPage';
import { PipelinePage } from './pipelines/PipelinePage';
import { PipelinesLayout } from './pipelines/PipelinesLayout';
import { PipelinesPage } from './pipelines/PipelinesPage';
import { RunPage } from './run/RunPage';
import { SessionProvider } from './session/SessionProvider';
import { SettingsPage } from './settings/SettingsPage';
import { Shell } from './Shell';
import { Blank } from './ui/Notice';
import { ToastProvider } from './ui/Toasts';

export function App() {
  return (
    <SessionProvider>
      <ToastProvider>
        <Routes>
          <Route path="/sign-in" element={<SignInPage />} />
          {/* The addresses that mails link to; the web app has the same. */}
          <Route path="/invitations" element={<InvitationPage />} />
          <Route path="/forgot-password" element={<ForgotPasswordPage />} />
          <Route path="/resetpassword" element={<ResetPasswordPage />} />
          <Route path="/verifyemail" element={<VerifyEmailPage />} />
          <Route element={<Shell />}>
            <Route index element={<Navigate to="/pipelines" replace />} />
            <Route path="/pipelines" element={<PipelinesLayout />}>
              <Route index element={<PipelinesPage />} />
              <Route path=":deploymentId" element={<PipelinePage />} />
            </Route>
            <Route path="/runs/:flowRunId" element={<RunPage />} />
            <Route path="/members" element={<MembersPage />} />
            <Route path="/audit" element={<AuditPage />} />
            <Route path="/settings" element={<SettingsPage />} />
            <Route path="/notifications" element={<NotificationsPage />} />
            <Route path="/account" element={<AccountPage />} />
            <Route path="*" element={<NoSuchPage />} />
          </Route>
        </Routes>
      </ToastProvider>
    </SessionProvider>
  );
}

function NoSuchPage() {
  return (
    <Blank
      title="There is no such page"
      action={
        <Link className="button primary" to="/pipelines">
          Go to the pipelines
        </Link>
      }
    >
      The address may be mistyped, or the page has moved.
    </Blank>
  );
}
