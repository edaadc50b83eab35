"""How good are drafted skills and levels on held-out fifths? Data as `--coursera DIR --esco DIR --jcrec DIR`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from training.drafting.drafter import Drafter
from training.drafting.levels import Levels, links_of
from training.sources.mastery import BEGINNER, EXPERT, INTERMEDIATE, levels_of

FOLDS = 5
STEPS = np.array([BEGINNER, INTERMEDIATE, EXPERT])


class Case:
    """Texts, links and skills of one source, and how ranks are judged on it."""

    def __init__(self, texts: pd.DataFrame, lists: pd.Series, skills: pd.DataFrame) -> None:
        self.texts, self.skills = texts, skills
        column = pd.Series(np.arange(len(skills)), skills["skill_id"])
        flat = lists.explode()
        rows = np.repeat(np.arange(len(lists)), lists.map(len))
        self.links = csr_array((np.ones(len(flat)), (rows, column[flat].to_numpy())), (len(texts), len(skills)))


def coursera(folder: Path, junk: bool) -> Case:
    """Titles and skills; `junk` keeps lists that hold nothing but a count of reviews, as the known figures do."""
    found = pd.read_parquet(folder / "coursera.parquet").dropna(subset=["skills"])
    cells = found["skills"].str.findall(r'"([^"]*)"|([^,{}"]+)')
    lists = cells.map(lambda pieces: sorted({text.strip() for pair in pieces for text in pair if text.strip()}))
    if not junk:
        lists = lists.map(lambda names: [name for name in names if not re.search(r"reviews|·", name)])
    kept = lists.map(len) > 0
    names = sorted({name for one in lists[kept] for name in one})
    texts = pd.DataFrame({"title": found["title"][kept], "description": ""}).reset_index(drop=True)
    skills = pd.DataFrame({"skill_id": names, "name": names, "description": ""})
    return Case(texts, lists[kept].reset_index(drop=True), skills)


def esco(folder: Path) -> Case:
    """Occupations with their essential skills."""
    links = pd.read_parquet(folder / "occupationSkillRelations.parquet").query("relationType == 'essential'")
    skills = pd.read_parquet(folder / "skills_en.parquet").drop_duplicates("conceptUri").set_index("conceptUri")
    jobs = pd.read_parquet(folder / "occupations_en.parquet").drop_duplicates("conceptUri").set_index("conceptUri")
    links = links[links["skillUri"].isin(skills.index) & links["occupationUri"].isin(jobs.index)]
    lists = links.groupby("occupationUri")["skillUri"].agg(lambda uris: sorted(set(uris)))
    named = skills.loc[sorted(links["skillUri"].unique())].reset_index()
    named = named.rename(columns={"conceptUri": "skill_id", "preferredLabel": "name"}).fillna({"description": ""})
    jobs = jobs.loc[lists.index].reset_index().rename(columns={"preferredLabel": "title"}).fillna({"description": ""})
    return Case(
        jobs[["title", "description"]], lists.reset_index(drop=True), named[["skill_id", "name", "description"]]
    )


def judged(case: Case, seed: int, at: tuple[int, int], folds: int) -> pd.DataFrame:
    """Precision and recall on each fifth held out, and how far confidence is from the share that is right."""
    fold = np.random.default_rng(seed).permutation(len(case.texts)) % FOLDS
    told = []
    for held in range(folds):
        train, test = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        drafter = Drafter().fit(case.texts.iloc[train], case.links[train], case.skills)
        truth = case.links[test].toarray() > 0
        sure = drafter.predict_proba(case.texts.iloc[test])
        told.append({**ranked(sure.toarray(), truth, at), "ece": miscalibrated(sure, truth)})
        print(f"  fold {held + 1}: " + ", ".join(f"{name} {value:.3f}" for name, value in told[-1].items()), flush=True)
    return pd.DataFrame(told)


def unseen(case: Case, seed: int, at: tuple[int, int], folds: int) -> pd.DataFrame:
    """A fifth of the skills and a fifth of the texts held out at once: only those skills, for only those texts."""
    rng = np.random.default_rng(seed)
    fold, part = rng.permutation(len(case.texts)) % FOLDS, rng.permutation(len(case.skills)) % FOLDS
    told = []
    for held in range(folds):
        train, test = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        hidden = part == held
        links = csr_array(case.links[train].multiply(~hidden))
        links.eliminate_zeros()
        drafter = Drafter().fit(case.texts.iloc[train], links, case.skills)
        truth = case.links[test].toarray()[:, hidden] > 0
        sure = csr_array(drafter.predict_proba(case.texts.iloc[test]).toarray()[:, hidden])
        some = truth.any(axis=1)
        told.append({**ranked(sure.toarray()[some], truth[some], at), "ece": miscalibrated(sure, truth)})
        print(f"  fold {held + 1}: " + ", ".join(f"{name} {value:.3f}" for name, value in told[-1].items()), flush=True)
    return pd.DataFrame(told)


def across(roles: Case, contents: Case) -> pd.DataFrame:
    """Titles of contents, judged by what titles of roles taught; of skills that both name, how many are listed."""
    texts = roles.texts.assign(description="")
    found = Drafter().fit(texts, roles.links, roles.skills).predict_proba(contents.texts)
    named = [pd.Series(np.arange(len(one)), one["name"].str.casefold()) for one in (roles.skills, contents.skills)]
    both = pd.concat([one[~one.index.duplicated()] for one in named], axis=1, join="inner")
    sure = csr_array(found.toarray()[:, both[0]]).tocoo()
    right = contents.links.toarray()[:, both[1]][sure.coords]
    told = pd.DataFrame({"confidence": sure.data, "listed": right, "pairs": 1})
    bands = pd.cut(told["confidence"], [0, 0.1, 0.2, 0.3, 0.5, 1.0])
    return told.groupby(bands, observed=True).agg({"confidence": "mean", "listed": "mean", "pairs": "sum"}).round(3)


def ranked(score: np.ndarray, truth: np.ndarray, at: tuple[int, int]) -> dict[str, float]:
    """Precision at the first number, recall at the second (mean over texts)."""
    hits = np.take_along_axis(truth, np.argsort(-score, axis=1, kind="stable")[:, : max(at)], axis=1)
    recall = hits[:, : at[1]].sum(axis=1) / truth.sum(axis=1)
    return {f"precision@{at[0]}": hits[:, : at[0]].mean(), f"recall@{at[1]}": recall.mean()}


def miscalibrated(sure: csr_array, truth: np.ndarray) -> float:
    """Expected calibration error over all judged pairs, in ten bins of equal width."""
    pairs = sure.tocoo()
    right = truth[pairs.coords]
    bins = np.minimum((pairs.data * 10).astype(int), 9)
    each = [abs(pairs.data[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean() for one in set(bins)]
    return float(sum(each))


def levels(folder: Path, seed: int) -> pd.DataFrame:
    """Taught skills of courses: the level of held-out links, from the other links."""
    links = pd.read_parquet(folder / "course_skills.parquet").query("relation == 'to_acquire'")
    links = links.assign(level=levels_of(links["level"], True, np.nan)).dropna(subset=["level"])
    links = links.groupby(["course", "skill"], as_index=False)["level"].max()
    frame = links_of(links["course"].astype(str), links["skill"].astype(str), links["level"])
    fold = np.random.default_rng(seed).permutation(len(frame)) % FOLDS
    told = []
    for held in range(FOLDS):
        train, test = frame[fold != held], frame[fold == held]
        true = _step(test["level"].to_numpy())
        found = _step(Levels().fit(train).predict(test.drop(columns="level")))
        most = np.bincount(_step(train["level"].to_numpy())).argmax()
        told.append(_near(found, true, "drafted") | _near(np.full_like(true, most), true, "majority"))
    return pd.DataFrame(told)


def _step(level: np.ndarray) -> np.ndarray:
    return np.abs(level[:, None] - STEPS).argmin(axis=1)


def _near(found: np.ndarray, true: np.ndarray, who: str) -> dict[str, float]:
    off = np.abs(found - true)
    return {
        f"{who} exact": (off == 0).mean(),
        f"{who} within 1": (off <= 1).mean(),
        f"{who} mean steps off": off.mean(),
    }


def tell(title: str, make: Callable[[], pd.DataFrame]) -> None:
    """Mean and 95 % interval over the folds (Student's t)."""
    print(title, flush=True)
    found = make()
    half = 2.776 * found.std() / np.sqrt(len(found))
    for name in found:
        print(f"  {name:22s} {found[name].mean():.3f} ± {half[name]:.3f}", flush=True)


def main() -> None:
    """Runs what there is data for."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name in ("coursera", "esco", "jcrec"):
        asked.add_argument(f"--{name}", type=Path)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--folds", type=int, default=FOLDS, help="how many of the five fifths are judged")
    asked.add_argument("--unseen", action="store_true", help="also with a fifth of the skills held out altogether")
    asked.add_argument(
        "--across", action="store_true", help="also titles of Coursera, learned from roles of ESCO alone"
    )
    said = asked.parse_args()
    if said.jcrec:
        tell("JCRec: level of a taught skill", lambda: levels(said.jcrec, said.seed))
    cases = []
    if said.coursera:
        cases.append(("Coursera, title alone, as listed", coursera(said.coursera, True), (5, 10)))
        cases.append(("Coursera, title alone, without lists of review counts", coursera(said.coursera, False), (5, 10)))
    if said.esco:
        cases.append(("ESCO: essential skills from title and description", esco(said.esco), (20, 20)))
    for title, case, at in cases:
        size = f" ({len(case.texts):,} texts, {len(case.skills):,} skills)"
        tell(title + size, lambda case=case, at=at: judged(case, said.seed, at, said.folds))
        if said.unseen:
            tell(title + ", skills unseen", lambda case=case: unseen(case, said.seed, (5, 10), said.folds))
    if said.across and said.coursera and said.esco:
        print("Coursera, learned from titles of ESCO's roles alone: skills that both name", flush=True)
        print(across(esco(said.esco), coursera(said.coursera, False)).to_string())


if __name__ == "__main__":
    main()
