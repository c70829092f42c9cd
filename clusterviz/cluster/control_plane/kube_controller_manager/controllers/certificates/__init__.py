"""Certificates: kubelets' requests are approved, and what is approved is signed. Fact sheet §7.17."""

from __future__ import annotations

from .approver import CertificateApprover
from .signer import CertificateSigner

__all__ = ["CertificateApprover", "CertificateSigner"]
