from adviceline.cli import main

main()
