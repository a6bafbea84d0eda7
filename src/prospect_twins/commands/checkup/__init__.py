"""What `prospect-twins doctor` looks at: one function for each thing a service needs of a machine.

A check tells what it found and what to do; it changes nothing that a start would not change, and never raises.
"""

from prospect_twins.commands.checkup.findings import CheckupFinding, State
from prospect_twins.commands.checkup.machine import Machine, examine

__all__ = ["CheckupFinding", "Machine", "State", "examine"]
