"""The economy of economy.py, operator by operator, in agent frameworks: Mesa's `batch_run` and radCAD without copies.

Prints a name, nanoseconds of CPU time for each node and day, and what is left at the end, one line a framework that is
installed; imports are not counted, each plays one run in one process. `sweep NAME POINTS` plays times of unbonding from
1 to 40 days on all cores. `pip install mesa==3.3.1 radcad==0.14.0 typing_extensions`: radCAD imports the last and does
not ask for it.
"""
import math
import multiprocessing
import random
import sys
import time

from economy import CAPITAL, CHANGE, COST, DAYS, DEPTH, ENTERS, FEE, GOAL, LEAST, LEAVES, MOST, MOVES, SHOCKS, STAKE, VALUE

N, START = 1_000, 800
SUPPLY, POOL_COINS, POOL_USD = 40e6, 0.8e6, 0.12e6
KEEP = 0.5 ** (1 / 7)


class Market:
    """Supply, pool, and the price that holders believe in."""

    def __init__(self) -> None:
        self.supply, self.rate, self.belief = SUPPLY, LEAST, math.log(VALUE)
        self.coins, self.usd = POOL_COINS, POOL_USD

    @property
    def price(self) -> float:
        return self.usd / self.coins

    def mint(self, bonded: int) -> float:
        """New coins for each bonded operator."""
        self.rate = min(max(self.rate + (1 - STAKE * bonded / self.supply / GOAL) * CHANGE / 365, LEAST), MOST)
        minted = self.rate * self.supply / 365
        self.supply += minted
        return minted / max(bonded, 1)

    def sell(self, sold: float) -> float:
        """Usd for each coin that is sold."""
        counted = sold * (1 - FEE)
        got = self.usd * counted / (self.coins + counted)
        self.coins, self.usd = self.coins + sold, self.usd - got
        return got / max(sold, 1e-12)

    def hold(self, chance: random.Random) -> None:
        """Holders buy where the price is below what they believe in."""
        self.belief += SHOCKS * chance.gauss(0, 1)
        spent = 100 * DEPTH / 10 * (self.belief - math.log(self.price))
        if spent > 0:
            bought = self.coins * spent * (1 - FEE) / (self.usd + spent * (1 - FEE))
            self.coins, self.usd = self.coins - bought, self.usd + spent


class Books:
    """An operator of one node."""

    def __init__(self, is_in: bool) -> None:
        self.is_in = self.is_bonded = is_in
        self.ready, self.unbonds = -1, 0
        self.coins = self.usd = self.margin = self.pay = self.sold = 0.0

    def earn(self, pay: float, price: float) -> float:
        """Is paid, and says how many coins cover its costs."""
        self.pay = pay if self.is_bonded else 0.0
        self.coins += self.pay
        self.sold = min(self.coins, (COST if self.is_in else 0.0) / price)
        return self.sold

    def review(self, each: float, price: float) -> None:
        """Gets the usd for its coins, and smooths its margin."""
        self.coins -= self.sold
        self.usd += each * self.sold - (COST if self.is_in else 0.0)
        income = self.pay * price - COST - CAPITAL if self.is_in else 0.0
        self.margin = KEEP * self.margin + (1 - KEEP) * income / (COST + CAPITAL)

    def move(self, would: float, day: int, unbonding: int, chance: random.Random) -> None:
        """Enters or leaves."""
        if self.is_in and self.ready == day:
            self.is_bonded = True
        if chance.random() >= MOVES:
            return
        if self.is_in and self.margin < LEAVES:
            self.is_in = self.is_bonded = False
            self.unbonds = day + unbonding
        elif not self.is_in and would > ENTERS and self.unbonds <= day:
            self.is_in, self.ready = True, day + 2


def median(books: list[Books]) -> float:
    margins = sorted(own.margin for own in books if own.is_in)
    return margins[len(margins) // 2] if margins else 0.0


try:
    import mesa
except ImportError:
    mesa = None
else:
    # At the top of the module, for processes of batch_run find classes by their names.
    class Operator(mesa.Agent):
        def __init__(self, model, is_in):
            super().__init__(model)
            self.books = Books(is_in)

        def earn(self):
            self.model.sold += self.books.earn(self.model.pay, self.model.quoted)

        def review(self):
            self.books.review(self.model.each, self.model.market.price)

        def move(self):
            self.books.move(self.model.would, self.model.day, self.model.unbonding, self.model.random)

    class Economy(mesa.Model):
        def __init__(self, n, unbonding, seed=None):
            super().__init__(seed=seed)
            self.market, self.day, self.sold, self.unbonding = Market(), 0, 0.0, unbonding
            Operator.create_agents(self, n, [i < START for i in range(n)])
            of_all = {"left": lambda m: sum(a.books.is_in for a in m.agents), "price": lambda m: m.market.price}
            self.datacollector = mesa.DataCollector(model_reporters=of_all)

        def step(self):
            self.pay = self.market.mint(sum(a.books.is_bonded for a in self.agents))
            self.sold, self.quoted = 0.0, self.market.price
            self.agents.do("earn")
            self.each = self.market.sell(self.sold)
            self.market.hold(self.random)
            self.agents.do("review")
            self.would = median([a.books for a in self.agents])
            self.agents.do("move")
            self.day += 1
            self.datacollector.collect(self)


def mesa_run(unbonding: list[int], processes: int) -> list[tuple[int, float]]:
    """What is left at the end of a run with each time of unbonding."""
    if mesa is None:
        raise ImportError
    # It plays a step more than max_steps, and reads the values of a step by their place among all collections.
    rows = mesa.batch_run(Economy, {"n": N, "unbonding": unbonding, "seed": 1}, number_processes=processes, iterations=1,
                          max_steps=DAYS - 1, data_collection_period=-1, display_progress=False)
    return [(row["left"], row["price"]) for row in rows]


def radcad_run(unbonding: list[int], processes: int) -> list[tuple[int, float]]:
    """The same; states are kept of the last step alone, for all runs would fill the memory."""
    from radcad import Backend, Engine, Experiment, Model, Simulation

    def day(params, _substep, _history, state):
        market, books, chance = state["market"], state["books"], state["chance"]
        pay = market.mint(sum(own.is_bonded for own in books))
        price = market.price
        each = market.sell(sum(own.earn(pay, price) for own in books))
        market.hold(chance)
        for own in books:
            own.review(each, market.price)
        would = median(books)
        for own in books:
            own.move(would, state["timestep"], params["unbonding"], chance)
        return {}

    def same(name):
        return lambda _params, _substep, _history, state, _signal: (name, state[name])

    def simulation(days):
        state = {"market": Market(), "books": [Books(i < START) for i in range(N)], "chance": random.Random(1)}
        blocks = [{"policies": {"day": day}, "variables": {name: same(name) for name in state}}]
        return Simulation(Model(initial_state=state, state_update_blocks=blocks, params={"unbonding": [days]}), timesteps=DAYS)

    experiment = Experiment([simulation(days) for days in unbonding])
    backend = Backend.SINGLE_PROCESS if processes == 1 else Backend.PATHOS
    experiment.engine = Engine(backend=backend, processes=processes, deepcopy=False)
    ends = [row for row in experiment.run() if row["timestep"] == DAYS]
    return [(sum(own.is_in for own in end["books"]), end["market"].price) for end in ends]


FRAMEWORKS = {"Mesa": mesa_run, "radCAD": radcad_run}


def main() -> None:
    match sys.argv[1:]:
        case []:
            measure()
        case ["sweep", name, points]:
            times = [1 + round(39 * i / (int(points) - 1)) for i in range(int(points))]
            print(len(FRAMEWORKS[name](times, multiprocessing.cpu_count())))


def measure() -> None:
    for name, run in FRAMEWORKS.items():
        try:
            run([21], 1)
        except ImportError:
            continue
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            [(left, price)] = run([21], 1)
            best = min(best, time.process_time() - began)
        print(f"{name} {best * 1e9 / DAYS / N:.1f} {left} {price:.4f}")


if __name__ == "__main__":
    main()
