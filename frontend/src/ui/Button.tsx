import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Kbd } from './Kbd';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: 'plain' | 'primary' | 'danger' | 'ghost';
  icon?: ReactNode;
  /** Shown on the button; the key handler itself lives with the screen. */
  shortcut?: string;
}

export function Button({ variant = 'plain', icon, shortcut, children, className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={`btn ${variant} ${className}`} {...rest}>
      {icon}
      {children}
      {shortcut ? <Kbd>{shortcut}</Kbd> : null}
    </button>
  );
}
