"""The policy language and its evaluation: pure Python, no framework, no files but packs.

`load_pack` reads and checks a pack, `compile_program` fixes it for a programme year and a day, `run_survey` evaluates all
subjects, `Explainer` gives one subject's whole trace.
"""

from mingpin.engine.compile import compile_program
from mingpin.engine.explain import Explainer
from mingpin.engine.load import load_pack
from mingpin.engine.lowered import Changes, Program
from mingpin.engine.model import Pack
from mingpin.engine.survey import Survey, Verdict, run_survey

__all__ = ["Changes", "Explainer", "Pack", "Program", "Survey", "Verdict", "compile_program", "load_pack", "run_survey"]
