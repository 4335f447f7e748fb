import { Eye, EyeOff, TriangleAlert } from 'lucide-react';
import { useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../state/store';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Logo } from '../ui/Logo';
import { Skyline } from './Skyline';
import './login.css';

export function Login() {
  const { t } = useTranslation();
  return (
    <main className="login">
      <section className="login-scene" aria-hidden="true">
        <Skyline />
        <div className="login-motto">
          <strong>{t('brand.motto')}</strong>
          <span>{t('login.intro')}</span>
        </div>
      </section>
      <section className="login-panel">
        <header>
          <Logo />
          <div className="login-brand"><b>{t('brand.name')}</b><small>{t('brand.subtitle')}</small></div>
          <LanguageSwitch />
        </header>
        <LoginForm />
      </section>
    </main>
  );
}

function LoginForm() {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const ids = { user: useId(), password: useId(), error: useId() };
  const passwordRef = useRef<HTMLInputElement>(null);
  const [form, setForm] = useState({ username: '', password: '' });
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!form.username.trim() || !form.password) {
      setError(t('login.required'));
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await signIn(form.username.trim(), form.password);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
      passwordRef.current?.select();
    }
  }

  const noteCapsLock = (event: KeyboardEvent) => { setCapsLock(event.getModifierState('CapsLock')); };
  const described = error ? ids.error : undefined;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <h1>{t('login.welcome')}</h1>
      <label htmlFor={ids.user}>{t('login.username')}</label>
      <input
        id={ids.user} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false}
        // The only thing anyone does here: the first field takes the keyboard.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={form.username} aria-invalid={error !== null} aria-describedby={described}
        onChange={(event) => { setForm({ ...form, username: event.target.value }); }}
      />
      <label htmlFor={ids.password}>{t('login.password')}</label>
      <div className="login-password">
        <input
          id={ids.password} ref={passwordRef} name="password" type={shown ? 'text' : 'password'}
          autoComplete="current-password" value={form.password} aria-invalid={error !== null} aria-describedby={described}
          onKeyUp={noteCapsLock} onChange={(event) => { setForm({ ...form, password: event.target.value }); }}
        />
        <button type="button" className="btn ghost icon" aria-pressed={shown}
          aria-label={t(shown ? 'login.hidePassword' : 'login.showPassword')} onClick={() => { setShown(!shown); }}>
          {shown ? <EyeOff /> : <Eye />}
        </button>
      </div>
      {capsLock ? <p className="login-hint">{t('login.capsLock')}</p> : null}
      <p id={ids.error} className="login-error" role="alert">{error ? <><TriangleAlert aria-hidden="true" />{error}</> : null}</p>
      <Button type="submit" variant="primary" disabled={busy}>{t(busy ? 'login.submitting' : 'login.submit')}</Button>
    </form>
  );
}
