import { Link, Navigate, Route, Routes } from 'react-router';
import { PipelinePage } from './pipelines/PipelinePage';
import { PipelinesLayout } from './pipelines/PipelinesLayout';
import { PipelinesPage } from './pipelines/PipelinesPage';
import { RunPage } from './run/RunPage';
import { SessionProvider } from './session/SessionProvider';
import { SignInPage } from './session/SignInPage';
import { Shell } from './Shell';
import { Blank } from './ui/Notice';
import { ToastProvider } from './ui/Toasts';

export function App() {
  return (
    <SessionProvider>
      <ToastProvider>
        <Routes>
          <Route path="/sign-in" element={<SignInPage />} />
          <Route element={<Shell />}>
            <Route index element={<Navigate to="/pipelines" replace />} />
            <Route path="/pipelines" element={<PipelinesLayout />}>
              <Route index element={<PipelinesPage />} />
              <Route path=":deploymentId" element={<PipelinePage />} />
            </Route>
            <Route path="/runs/:flowRunId" element={<RunPage />} />
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
