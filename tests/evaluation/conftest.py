from tests.chain.conftest import cast, standing_cast

__all__ = ["cast", "standing_cast"]
