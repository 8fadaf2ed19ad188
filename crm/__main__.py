"""`python -m crm`: the crm command."""

from crm.app import main

if __name__ == "__main__":
    main()
