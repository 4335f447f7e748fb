import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreas } from '../../api/queries';
import type { Account, Area, Role } from '../../api/types';
import { Footer } from '../../desk/dialogs/Footer';
import { Dialog } from '../../ui/Dialog';
import { reason } from '../reason';
import { useSaveUser, type Changes } from './queries';

const ROLES: readonly Role[] = ['operator', 'supervisor', 'admin', 'responder', 'wall'];

/** A new user, or another name, role, areas, extension, password. Only what was changed is sent: rights sign the user out. */
export function UserDialog({ user, onClose }: { user: Account | null; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const [username, setUsername] = useState('');
  const [name, setName] = useState(user?.name ?? '');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>(user?.role ?? 'operator');
  const [areas, setAreas] = useState<readonly number[]>(user?.areas ?? []);
  const [extension, setExtension] = useState(user?.extension ?? '');
  const [disabled, setDisabled] = useState(user?.disabled ?? false);
  const save = useSaveUser(onClose);
  const submit = (): void => {
    const changes: Changes = {};
    if (!user) Object.assign(changes, { username: username.trim(), password, role, areas });
    if (name.trim() && name.trim() !== user?.name) changes.name = name.trim();
    if (extension.trim() !== (user?.extension ?? '')) changes.extension = extension.trim();
    if (user) {
      if (password) changes.password = password;
      if (role !== user.role) changes.role = role;
      if ([...areas].sort().join() !== [...user.areas].sort().join()) changes.areas = [...areas];
      if (disabled !== user.disabled) changes.disabled = disabled;
    }
    save.mutate({ id: user?.id ?? null, changes });
  };
  return (
    <Dialog open onOpenChange={onClose} title={user ? t('user.changing', { name: user.name }) : t('user.add')} description={user ? t('user.signsOut') : undefined}>
      <form className="hand set-form" autoComplete="off" onSubmit={(e) => { e.preventDefault(); submit(); }}>
        {user ? null : <label className="set-field">{t('user.username')}<input required value={username} autoComplete="off" onChange={(e) => { setUsername(e.target.value); }} /></label>}
        <label className="set-field">{t('user.shownName')}<input value={name} maxLength={100} onChange={(e) => { setName(e.target.value); }} /></label>
        <label className="set-field">{t('user.role')}
          <select value={role} onChange={(e) => { setRole(e.target.value as Role); }}>{ROLES.map((one) => <option key={one} value={one}>{t(`common:role.${one}`)}</option>)}</select>
        </label>
        <AreaChoice chosen={areas} onChange={setAreas} />
        <label className="set-field">{t('user.extension')}<input value={extension} onChange={(e) => { setExtension(e.target.value); }} /></label>
        <label className="set-field">{t(user ? 'user.newPassword' : 'user.password')}
          <input type="password" autoComplete="new-password" required={!user} minLength={8} maxLength={256} value={password} onChange={(e) => { setPassword(e.target.value); }} />
        </label>
        {user ? <label className="hand-check"><input type="checkbox" checked={disabled} onChange={(e) => { setDisabled(e.target.checked); }} /> {t('user.disable')}</label> : null}
        <Footer ok={t('user.save')} busy={save.isPending} onCancel={onClose} problem={save.error ? t('failed', { reason: reason(save.error) }) : null} />
      </form>
    </Dialog>
  );
}

function AreaChoice({ chosen, onChange }: { chosen: readonly number[]; onChange: (areas: number[]) => void }) {
  const { t } = useTranslation('settings');
  const areas = useAreas().data ?? [];
  return (
    <fieldset className="set-areas">
      <legend>{t('user.areas')} <small>{chosen.length === 0 ? t('user.everywhere') : ''}</small></legend>
      {inTree(areas).map(({ area, depth }) => (
        <label key={area.id} style={{ paddingInlineStart: `${String(depth * 1.2)}rem` }}>
          <input type="checkbox" checked={chosen.includes(area.id)} onChange={(e) => { onChange(e.target.checked ? [...chosen, area.id] : chosen.filter((id) => id !== area.id)); }} /> {area.name}
        </label>
      ))}
    </fieldset>
  );
}

/** Areas below their parents, with how deep they are. */
export function inTree(areas: readonly Area[]): { area: Area; depth: number }[] {
  const known = new Set(areas.map((one) => one.id));
  const below = (parent: number | null, depth: number): { area: Area; depth: number }[] =>
    areas
      .filter((one) => (parent === null ? one.parent_id === null || !known.has(one.parent_id) : one.parent_id === parent))
      .flatMap((area) => [{ area, depth }, ...below(area.id, depth + 1)]);
  return below(null, 0);
}
