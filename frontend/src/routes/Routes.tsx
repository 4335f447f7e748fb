import { lazy, Suspense, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { Role } from '../api/types';
import { useSession } from '../state/store';
import { Login } from './Login';

const Care = lazy(() => import('../care/Care'));
const Wall = lazy(() => import('../wall/Wall'));
const Desk = lazy(() => import('../desk/Desk'));
const Devices = lazy(() => import('../devices/Devices'));
const MapEdit = lazy(() => import('../mapedit/MapEdit'));
const Settings = lazy(() => import('../settings/Settings'));
const Supervision = lazy(() => import('../supervision/Supervision'));
const Tasks = lazy(() => import('../tasks/Tasks'));

const HOME: Record<Role, string> = {
  operator: '/desk', supervisor: '/desk', admin: '/desk', responder: '/tasks', wall: '/wall',
};
/** The wall role sees nothing but the wall; the server refuses it everything else anyway. */
const DESK_ROLES: readonly Role[] = ['operator', 'supervisor', 'admin'];
const SUPERVISOR_ROLES: readonly Role[] = ['supervisor', 'admin'];
const RESPONDER_ROLES: readonly Role[] = ['responder'];
const WALL_ROLES: readonly Role[] = [...DESK_ROLES, 'wall'];

export function Routes() {
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/login"><LoginRoute /></Route>
        <Route path="/wall"><Guarded page={Wall} roles={WALL_ROLES} /></Route>
        <Route path="/desk/*?"><Guarded page={Desk} roles={DESK_ROLES} /></Route>
        <Route path="/care"><Guarded page={Care} roles={DESK_ROLES} /></Route>
        <Route path="/devices"><Guarded page={Devices} roles={DESK_ROLES} /></Route>
        <Route path="/map"><Guarded page={MapEdit} roles={SUPERVISOR_ROLES} /></Route>
        <Route path="/settings/:section?"><Guarded page={Settings} roles={SUPERVISOR_ROLES} /></Route>
        <Route path="/supervision/:section?"><Guarded page={Supervision} roles={SUPERVISOR_ROLES} /></Route>
        <Route path="/tasks"><Guarded page={Tasks} roles={RESPONDER_ROLES} /></Route>
        <Route><Home /></Route>
      </Switch>
    </Suspense>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return <main className="center-note" role="status"><p>{t('connection.connecting')}</p></main>;
}

function LoginRoute() {
  const { user, session } = useSession();
  if (session === 'unknown') return <Waiting />;
  if (!user) return <Login />;
  const next = new URLSearchParams(window.location.search).get('next');
  // Only a path of our own: a full address here would be an open redirect.
  return <Redirect to={next?.startsWith('/') && !next.startsWith('//') ? next : HOME[user.role]} replace />;
}

function Guarded({ page: Page, roles }: { page: ComponentType; roles?: readonly Role[] }) {
  const { user, session } = useSession();
  const [path] = useLocation();
  if (session === 'unknown') return <Waiting />;
  if (!user) return <Redirect to={`/login?next=${encodeURIComponent(path + window.location.search)}`} replace />;
  if (roles && !roles.includes(user.role)) return <Redirect to={HOME[user.role]} replace />;
  return <Page />;
}

function Home() {
  const { user, session } = useSession();
  if (session === 'unknown') return <Waiting />;
  return <Redirect to={user ? HOME[user.role] : '/login'} replace />;
}
